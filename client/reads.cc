// See line.cc.
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"

#include <type_traits>
#include <utility>

#include "client/client.h"
#include "client/client_impl_kj.h"
#include "client/values_capnp.h"
#include "client/wire_capnp.h"

namespace dangol {

namespace {

using Session = wire::Session::Client;

Error not_known() {
  return {ErrorCode::kUnavailable, "the server answered something that is not known"};
}

Result<ServedDocument> read_document(wire::Documented::Reader documented) {
  switch (documented.which()) {
    case wire::Documented::DOCUMENT: {
      const auto document = documented.getDocument();
      return ServedDocument{std::string(view_of(document.getMediaType())),
                            std::string(view_of(document.getBody())),
                            Version(document.getVersion())};
    }
    case wire::Documented::REFUSED: return read_error(documented.getRefused());
    case wire::Documented::UNSET: break;
  }
  return not_known();
}

Result<RecordedPage> read_paged(wire::Paged::Reader paged) {
  switch (paged.which()) {
    case wire::Paged::PAGE: return read_page(paged.getPage());
    case wire::Paged::REFUSED: return read_error(paged.getRefused());
    case wire::Paged::UNSET: break;
  }
  return not_known();
}

Result<KeptCursor> read_kept(wire::CursorKept::Reader kept) {
  switch (kept.which()) {
    case wire::CursorKept::CURSOR: {
      const auto cursor = kept.getCursor();
      return KeptCursor{std::string(view_of(cursor.getName())),
                        std::string(view_of(cursor.getCursor())), cursor.getRevision()};
    }
    case wire::CursorKept::DELETED: return KeptCursor{};
    case wire::CursorKept::REFUSED: return read_error(kept.getRefused());
    case wire::CursorKept::UNSET: break;
  }
  return not_known();
}

template <class Request>
auto document_of(Request request) {
  return request.send().then([](auto&& response) { return read_document(response.getDocument()); });
}
template <class Request>
auto page_of(Request request) {
  return request.send().then([](auto&& response) { return read_paged(response.getPage()); });
}
template <class Request>
auto cursor_of(Request request) {
  return request.send().then([](auto&& response) { return read_kept(response.getKept()); });
}

void write_parameters(const std::vector<NamedValue>& parameters,
                      capnp::List<wire::Parameter>::Builder into) {
  for (unsigned i = 0; i < into.size(); ++i) {
    into[i].setName(parameters[i].name.c_str());
    into[i].setValue(parameters[i].value.c_str());
  }
}

unsigned count_of(const auto& all) { return static_cast<unsigned>(all.size()); }

}  // namespace

std::future<Result<ServedDocument>> Client::subject(std::string subject, KnownAt at,
                                                    Looking looking) {
  return impl_->ask<ServedDocument>([subject, at, looking](Session& session) {
    auto request = session.subjectRequest();
    request.setSubject(subject.c_str());
    write_known_at(at, request.initAsOf());
    write_looking(looking, request.initLooking());
    return document_of(kj::mv(request));
  });
}

std::future<Result<RecordedPage>> Client::history(std::string subject, Version after,
                                                  WhichEvents which, KnownAt at, Looking looking,
                                                  std::uint32_t most) {
  return impl_->ask<RecordedPage>([subject, after, which, at, looking, most](Session& session) {
    auto request = session.historyRequest();
    request.setSubject(subject.c_str());
    request.setAfterVersion(after.value());
    write_known_at(at, request.initAsOf());
    write_looking(looking, request.initLooking());
    auto types = request.initTypes(count_of(which.types));
    for (unsigned i = 0; i < types.size(); ++i) types.set(i, which.types[i].c_str());
    request.setMost(most);
    return page_of(kj::mv(request));
  });
}

std::future<Result<RecordedPage>> Client::events(std::string after, WhichEvents which,
                                                 Looking looking, std::uint32_t most) {
  return impl_->ask<RecordedPage>([after, which, looking, most](Session& session) {
    auto request = session.eventsRequest();
    write_filter(which, request.initFilter());
    write_looking(looking, request.initLooking());
    request.setAfter(after.c_str());
    request.setMost(most);
    return page_of(kj::mv(request));
  });
}

std::future<Result<KeptCursor>> Client::put_cursor(std::string name, std::string cursor,
                                                   std::uint64_t revision) {
  return impl_->ask<KeptCursor>([name, cursor, revision](Session& session) {
    auto request = session.putCursorRequest();
    request.setName(name.c_str());
    request.setCursor(cursor.c_str());
    request.setRevision(revision);
    return cursor_of(kj::mv(request));
  });
}

std::future<Result<KeptCursor>> Client::cursor(std::string name) {
  return impl_->ask<KeptCursor>([name](Session& session) {
    auto request = session.getCursorRequest();
    request.setName(name.c_str());
    return cursor_of(kj::mv(request));
  });
}

std::future<Status> Client::delete_cursor(std::string name, std::uint64_t revision) {
  return impl_->ask<Done>([name, revision](Session& session) {
    auto request = session.deleteCursorRequest();
    request.setName(name.c_str());
    request.setRevision(revision);
    return cursor_of(kj::mv(request)).then([](Result<KeptCursor> kept) -> Status {
      if (!kept.ok()) return kept.error();
      return Done{};
    });
  });
}

std::future<Result<ServedDocument>> Client::figures() {
  return impl_->ask<ServedDocument>(
      [](Session& session) { return document_of(session.figuresRequest()); });
}

std::future<Result<ServedDocument>> Client::figure(std::string name,
                                                   std::vector<NamedValue> parameters,
                                                   Looking looking) {
  return impl_->ask<ServedDocument>([name, parameters, looking](Session& session) {
    auto request = session.figureRequest();
    request.setName(name.c_str());
    write_parameters(parameters, request.initParameters(count_of(parameters)));
    write_looking(looking, request.initLooking());
    return document_of(kj::mv(request));
  });
}

std::future<Result<ServedDocument>> Client::checkpoint(std::uint64_t size) {
  return impl_->ask<ServedDocument>([size](Session& session) {
    auto request = session.checkpointRequest();
    request.setSize(size);
    return document_of(kj::mv(request));
  });
}

std::future<Result<ServedDocument>> Client::inclusion(Position position, std::uint64_t size) {
  return impl_->ask<ServedDocument>([position, size](Session& session) {
    auto request = session.inclusionRequest();
    request.setPosition(position.value());
    request.setSize(size);
    return document_of(kj::mv(request));
  });
}

std::future<Result<ServedDocument>> Client::consistency(std::uint64_t old, std::uint64_t size) {
  return impl_->ask<ServedDocument>([old, size](Session& session) {
    auto request = session.consistencyRequest();
    request.setOld(old);
    request.setSize(size);
    return document_of(kj::mv(request));
  });
}

std::future<Result<ServedDocument>> Client::history_proof(std::string subject) {
  return impl_->ask<ServedDocument>([subject](Session& session) {
    auto request = session.historyProofRequest();
    request.setSubject(subject.c_str());
    return document_of(kj::mv(request));
  });
}

std::future<Result<ServedDocument>> Client::tile(std::string path) {
  return impl_->ask<ServedDocument>([path](Session& session) {
    auto request = session.tileRequest();
    request.setPath(path.c_str());
    return document_of(kj::mv(request));
  });
}

std::future<Result<ServedDocument>> Client::accesses(std::vector<NamedValue> parameters,
                                                     Looking looking) {
  return impl_->ask<ServedDocument>([parameters, looking](Session& session) {
    auto request = session.accessesRequest();
    write_parameters(parameters, request.initParameters(count_of(parameters)));
    write_looking(looking, request.initLooking());
    return document_of(kj::mv(request));
  });
}

}  // namespace dangol
