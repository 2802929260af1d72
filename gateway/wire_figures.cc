#include "gateway/wire_capnp.h"

namespace dangol {

namespace {

std::string text_of(capnp::Text::Reader text) { return {text.cStr(), text.size()}; }

// A form that is not known is text, which everybody can read.
FigureForm form_of(wire::FigureForm form) {
  switch (form) {
    case wire::FigureForm::TEXT: return FigureForm::kText;
    case wire::FigureForm::JSON: return FigureForm::kJson;
    case wire::FigureForm::CSV: return FigureForm::kCsv;
    case wire::FigureForm::PLOT: return FigureForm::kPlot;
  }
  return FigureForm::kText;
}

wire::FigureForm wire_form(FigureForm form) {
  switch (form) {
    case FigureForm::kText: return wire::FigureForm::TEXT;
    case FigureForm::kJson: return wire::FigureForm::JSON;
    case FigureForm::kCsv: return wire::FigureForm::CSV;
    case FigureForm::kPlot: return wire::FigureForm::PLOT;
  }
  return wire::FigureForm::TEXT;
}

}  // namespace

void write_figure_asking(const FigureAsking& asked, wire::FigureAsking::Builder into) {
  into.setFigure(asked.figure);
  into.setDefinition(asked.definition);
  into.setBy(asked.by);
  into.setPeriod(asked.period);
  into.setZone(asked.zone);
  into.setAsOf(asked.as_of);
  into.setHappenedBy(asked.happened_by);
  into.setOpen(asked.open);
  into.setGroup(asked.group);
  into.setPurpose(asked.purpose);
  into.setAccount(asked.account);
  into.setFrom(asked.from);
  into.setReason(asked.reason);
  into.setLimit(asked.limit);
  into.setWidth(asked.width);
  into.setForm(wire_form(asked.form));
  into.setKorean(asked.language == Language::kKorean);
}

FigureAsking read_figure_asking(wire::FigureAsking::Reader asked) {
  FigureAsking read;
  read.figure = text_of(asked.getFigure());
  read.definition = text_of(asked.getDefinition());
  read.by = text_of(asked.getBy());
  read.period = text_of(asked.getPeriod());
  read.zone = text_of(asked.getZone());
  read.as_of = text_of(asked.getAsOf());
  read.happened_by = text_of(asked.getHappenedBy());
  read.open = text_of(asked.getOpen());
  read.group = text_of(asked.getGroup());
  read.purpose = text_of(asked.getPurpose());
  read.account = text_of(asked.getAccount());
  read.from = text_of(asked.getFrom());
  read.reason = text_of(asked.getReason());
  read.limit = asked.getLimit();
  read.width = asked.getWidth();
  read.form = form_of(asked.getForm());
  read.language = asked.getKorean() ? Language::kKorean : Language::kEnglish;
  return read;
}

}  // namespace dangol
