// The public data sets as stores whose figures can be asked: every file goes through the mapping that
// is shipped for it, as `dangol import` would, and is recorded as history from elsewhere.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tests/support/figure_store.h"

namespace dangol::test {

struct FigureImport {
  std::string mapping;             // in mappings/
  std::vector<std::string> files;  // in the folder of the data sets
};

// Imports one after the other into a store of its own. nullptr where a file is not at hand: the test
// is then skipped with a sentence, and returns. Throws when anything is refused.
std::unique_ptr<FigureStore> import_figures(const std::vector<FigureImport>& imports);

std::unique_ptr<FigureStore> import_bank();
std::unique_ptr<FigureStore> import_cfpb_2015q1();
std::unique_ptr<FigureStore> import_cfpb_2016();
std::unique_ptr<FigureStore> import_petitions();
std::unique_ptr<FigureStore> import_retail();
std::unique_ptr<FigureStore> import_servicenow();
std::unique_ptr<FigureStore> import_thunderbird();

}  // namespace dangol::test
