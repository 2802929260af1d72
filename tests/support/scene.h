// The scenes of tests/scenes: events, and what each of them must get.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace dangol::test {

// What one line of a scene must get.
struct ExpectedOutcome {
  std::string code;                       // as to_string(OutcomeCode)
  std::optional<std::uint8_t> invariant;  // why it is refused, or irregular
};

// A figure that the scene must yield: `figure NAME VALUE [bar N] [observed TIME] [happened-by TIME]
// [as-of POSITION]`. VALUE is a fraction (`1/2`), a number, or `none`.
struct ExpectedFigure {
  std::string line;  // as it stands in the file
  std::string name;
  std::string value;
  std::optional<std::uint64_t> bar;
  std::string observed;
  std::string happened_by;
  std::optional<std::uint64_t> as_of;  // so many records of the scene
};

struct Scene {
  std::string name;
  bool as_recorded = false;
  std::vector<std::string> events;                 // lines of CloudEvents JSON
  std::vector<ExpectedOutcome> outcomes;           // one an event
  std::map<std::string, std::uint64_t> histories;  // records a subject
  std::vector<ExpectedFigure> figures;
};

inline void PrintTo(const Scene& scene, std::ostream* out) { *out << scene.name; }

// Reads what follows the word `figure`.
inline std::optional<ExpectedFigure> read_figure(const std::string& line, std::istream& words) {
  ExpectedFigure figure;
  figure.line = line;
  if (!(words >> figure.name >> figure.value)) return std::nullopt;
  for (std::string word; words >> word;) {
    std::uint64_t number = 0;
    if (word == "bar" && words >> number) {
      figure.bar = number;
    } else if (word == "as-of" && words >> number) {
      figure.as_of = number;
    } else if (word == "observed" && words >> figure.observed) {
    } else if (word == "happened-by" && words >> figure.happened_by) {
    } else {
      return std::nullopt;
    }
  }
  return figure;
}

// Reads one scene; throws with the file and line that it does not understand.
inline Scene read_scene(const std::filesystem::path& ndjson) {
  Scene scene;
  scene.name = ndjson.stem().string();
  std::string line;
  for (std::ifstream in(ndjson); std::getline(in, line);) scene.events.push_back(line);
  std::map<std::size_t, ExpectedOutcome> outcomes;
  std::filesystem::path expected = ndjson;
  expected.replace_extension(".expected");
  for (std::ifstream in(expected); std::getline(in, line);) {
    if (line.empty() || line.starts_with('#')) continue;
    std::istringstream words(line);
    std::string what, subject;
    words >> what;
    if (what == "mode" && line == "mode as-recorded") {
      scene.as_recorded = true;
    } else if (what == "figure") {
      auto figure = read_figure(line, words);
      if (!figure) throw std::runtime_error(expected.string() + ": " + line);
      scene.figures.push_back(std::move(*figure));
    } else if (what == "history" && words >> subject && words >> scene.histories[subject]) {
    } else if (what == "outcome") {
      std::size_t first = 0, last = 0;
      int invariant = 0;
      ExpectedOutcome outcome;
      words >> first;
      last = first;
      if (words.peek() == '-') words.ignore() >> last;
      words >> outcome.code;
      if (words >> invariant) outcome.invariant = static_cast<std::uint8_t>(invariant);
      for (std::size_t at = first; at <= last; ++at) {
        if (!outcomes.emplace(at, outcome).second) throw std::runtime_error(line + ": named twice");
      }
    } else {
      throw std::runtime_error(expected.string() + ": " + line);
    }
  }
  for (std::size_t at = 1; at <= scene.events.size(); ++at) {
    scene.outcomes.push_back(outcomes.at(at));
  }
  if (outcomes.size() != scene.events.size()) {
    throw std::runtime_error(expected.string() + ": outcomes for lines that are not there");
  }
  return scene;
}

// All scenes, by name.
inline std::vector<Scene> read_scenes() {
  std::map<std::string, Scene> scenes;
  for (const auto& file : std::filesystem::directory_iterator(
           std::filesystem::path(DANGOL_SOURCE_DIR) / "tests" / "scenes")) {
    if (file.path().extension() != ".ndjson") continue;
    scenes[file.path().stem().string()] = read_scene(file.path());
  }
  std::vector<Scene> all;
  for (auto& [name, scene] : scenes) all.push_back(std::move(scene));
  return all;
}

// The name of a scene as GoogleTest wants it.
inline std::string test_name_of(const Scene& scene) {
  std::string name = scene.name;
  for (char& c : name) {
    if (c == '-') c = '_';
  }
  return name;
}

}  // namespace dangol::test
