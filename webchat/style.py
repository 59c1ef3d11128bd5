"""How the page looks: fonts of the reader's system, colours and CSS. Nothing is fetched from elsewhere."""

from __future__ import annotations

SANS = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Liberation Sans", "Arial", "sans-serif")
MONO = ("ui-monospace", "SFMono-Regular", "Menlo", "Liberation Mono", "monospace")

# Names of gradio's theme variables; each text colour has a contrast of at least 4.5 to 1 on its background.
PAPER, PAPER_DARK = "#faf8f4", "#161514"
SHEET, SHEET_DARK = "#ffffff", "#1f1d1b"
INK, INK_DARK = "#1d1b19", "#ece8e1"
FADED, FADED_DARK = "#625c54", "#aaa298"
RULE, RULE_DARK = "#e2dcd1", "#3a3632"
ACCENT, ACCENT_DARK = "#8c2230", "#f0979c"

COLOURS = {
    "body_background_fill": PAPER,
    "body_text_color": INK,
    "body_text_color_subdued": FADED,
    "background_fill_primary": SHEET,
    "background_fill_secondary": PAPER,
    "block_background_fill": SHEET,
    "block_label_text_color": FADED,
    "block_title_text_color": FADED,
    "block_info_text_color": FADED,
    "block_border_color": RULE,
    "border_color_primary": RULE,
    "input_background_fill": SHEET,
    "input_border_color": RULE,
    "input_border_color_focus": ACCENT,
    "input_placeholder_color": FADED,
    "color_accent": ACCENT,
    "color_accent_soft": PAPER,
    "link_text_color": ACCENT,
    "button_primary_background_fill": ACCENT,
    "button_primary_background_fill_hover": "#6f1824",
    "button_primary_text_color": "white",
    "button_secondary_background_fill": SHEET,
    "button_secondary_background_fill_hover": PAPER,
    "button_secondary_text_color": INK,
    "button_secondary_border_color": RULE,
}
DARK = {
    PAPER: PAPER_DARK,
    SHEET: SHEET_DARK,
    INK: INK_DARK,
    FADED: FADED_DARK,
    RULE: RULE_DARK,
    ACCENT: ACCENT_DARK,
    "#6f1824": "#f7b9bc",
    "white": "#1d1b19",
}

CSS = """
:root {
  --serif: Charter, "Iowan Old Style", "Source Serif 4", Georgia, "Liberation Serif", serif;
  --sans: var(--font);
  --marker: #fdeeb0; --marker-ink: inherit; --wash: color-mix(in srgb, var(--color-accent) 9%, transparent);
}
.dark { --marker: #5c4a12; --marker-ink: #fff4cf; --color-accent: #f0979c !important; }
.gradio-container { max-width: 1440px !important; width: 100% !important; margin: 0 auto !important; }
.gradio-container main, .gradio-container .wrap { width: 100%; }
.gradio-container .fillable { padding: 14px 28px 12px !important; }
.gradio-container main > .column { gap: 6px; }
.gradio-container :focus-visible, #reader :focus-visible {
  outline: 2px solid var(--color-accent) !important; outline-offset: 2px;
}
.gradio-container .tab-wrapper { padding: 0; }
.gradio-container .tabitem { padding: 12px 0 0; }
.gradio-container .html-container { padding: 0 !important; }
.block.quiet { position: absolute; }
#alert:not(:has([role])), #report:not(:has(.report, [role])) { display: none; }

/* the masthead */
.masthead {
  display: flex; align-items: baseline; gap: 2px 18px; flex-wrap: wrap;
  border-bottom: 3px double var(--border-color-primary); padding: 0 0 10px;
}
.masthead h1 { font: 700 32px/1.1 var(--serif); letter-spacing: -.015em; margin: 0; }
.masthead h1 span { color: var(--color-accent); }
.masthead p { margin: 0; color: var(--body-text-color-subdued); font-size: 14px; line-height: 1.5; }
.masthead .collection { margin-inline-start: auto; font-variant-numeric: tabular-nums; }

/* the conversation */
#ask { gap: 28px; }
#ask > .column { position: relative; }
#chat { border: 0; background: none; box-shadow: none; }
#chat .prose { opacity: 1; }
#chat .icon-button-wrapper { display: none; }
#chat .message-row { padding: 0 4px; background: none; }
#chat .message { background: none; padding: 0; }
#chat .user-row { margin: 22px 0 10px; scroll-margin-top: 8px; }
#chat .message-row:first-child { margin-top: 2px; }
#chat .user-row .prose { font: 600 17px/1.4 var(--sans); }
#chat .answer { scroll-margin: 70px; }
#chat .answer .short { font: 24px/1.3 var(--serif); margin: 0 0 6px; }
#chat .answer .named { color: var(--body-text-color-subdued); }
#chat .answer blockquote.said {
  margin: 0 0 16px !important; padding: 1px 0 1px 16px; border: 0;
  border-inline-start: 3px solid var(--color-accent);
}
#chat .answer blockquote.said p { font: 18.5px/1.5 var(--serif); margin: 0; }
#chat .answer blockquote.said p.by {
  font: 13.5px/1.5 var(--sans); margin: 4px 0 0; color: var(--body-text-color-subdued);
}
#chat .answer .by time { color: inherit; }
#chat .answer cite { font-style: normal; font-weight: 600; }
#chat .answer .cites { white-space: nowrap; }
#chat .answer a.cite {
  font: 600 13.5px/1 var(--sans); color: var(--color-accent); text-decoration: none; padding: 3px 4px;
  margin: 0; border-radius: 4px; font-variant-numeric: tabular-nums;
}
#chat .answer a.cite:hover, #chat .answer a.cite.marked { background: var(--wash); }
#chat .searching {
  color: var(--body-text-color-subdued); margin: 0; animation: breathe 1.6s ease-in-out infinite;
}
@keyframes breathe { 50% { opacity: .45; } }
#chat .answer .silent { font: 20px/1.45 var(--serif); margin: 0 0 2px; }
#chat .answer .hint, #chat .answer .notice {
  color: var(--body-text-color-subdued); font-size: 14px; margin: 0;
}
#chat .placeholder-content {
  align-items: stretch; justify-content: flex-start; padding: 4px 0 0; height: auto;
}
#chat .placeholder { flex: none; width: 100%; margin: 0; padding: 0; }
#chat .placeholder > * { width: 100%; margin: 0; text-align: start; }
#chat .placeholder h2 { font: 600 26px/1.25 var(--serif); margin: 0 0 6px; }
#chat .placeholder p { color: var(--body-text-color-subdued); margin: 0; font-size: 15px; }
#chat .examples {
  margin: 14px 0 0; padding: 0; gap: 8px;
  grid-template-columns: repeat(auto-fit, minmax(min(260px, 100%), 1fr)); max-width: none;
}
#chat .example {
  background: var(--background-fill-primary); border: 1px solid var(--border-color-primary);
  padding: 11px 14px; min-height: 0; text-align: start; border-radius: 8px;
}
#chat .example:hover { border-color: var(--color-accent); background: var(--wash); }
#question, #filters { gap: 10px; align-items: stretch; }
#question textarea { font-size: 16px; padding: 12px 14px; }
#question button { font-size: 15px; }
#filters .form {
  border: 0; background: none; box-shadow: none; gap: 10px; flex-wrap: nowrap; overflow: visible;
}
#filters .block { background: none; border: 0; padding: 0; overflow: visible; }
#filters .timebox { min-width: 0; }
#filters .timebox input { min-width: 0; width: 100%; }
#filters .block .wrap:not(.hidden), #filters .timebox {
  border: 1px solid var(--border-color-primary); border-radius: 6px;
  background: var(--background-fill-primary);
}
#filters input:focus-visible { outline: none !important; }
#filters .wrap:focus-within, #filters .timebox:focus-within { outline: 2px solid var(--color-accent); }
#filters .form > .block { min-width: 136px !important; }
.picker-container { top: auto !important; bottom: 12px !important; }
#clear {
  position: absolute; inset: -62px 0 auto auto; z-index: 2; width: auto; min-width: 0; padding: 3px 12px;
  font-size: 13.5px; font-weight: 500; border: 1px solid var(--border-color-primary); border-radius: 6px;
}
#clear:hover { border-color: var(--color-accent); background: var(--wash); }
#ask:not(:has(#chat .message-row)) #clear { display: none; }

/* the sources */
#sources { scrollbar-gutter: stable; }
#sources .empty, #listing .empty {
  color: var(--body-text-color-subdued); font-size: 15px; line-height: 1.55; margin: 0;
}
#sources .empty {
  border: 1px dashed var(--border-color-primary); border-radius: 10px; padding: 28px;
  text-align: center;
}
.turn { margin-bottom: 14px; }
.turn > summary {
  cursor: pointer; font: 600 14px/1.4 var(--sans); padding: 2px 2px 8px;
  color: var(--body-text-color-subdued); border-bottom: 1px solid var(--border-color-primary);
  margin-bottom: 12px; overflow-wrap: anywhere;
}
.turn[open] > summary { color: inherit; }
.card {
  background: var(--background-fill-primary); border: 1px solid var(--border-color-primary);
  border-radius: 10px; padding: 14px 16px 10px; margin: 0 2px 12px; overflow-wrap: anywhere;
  transition: border-color .2s, box-shadow .2s;
}
.card.marked { border-color: var(--color-accent); box-shadow: 0 0 0 1px var(--color-accent); }
.card:focus { outline: none; }
.card:focus-visible:not(.marked) { outline: 2px solid var(--color-accent); }
.card > header { display: flex; gap: 12px; align-items: flex-start; }
.card .number {
  flex: none; box-sizing: border-box; min-width: 26px; height: 26px; padding: 0 5px;
  border-radius: 13px; border: 1px solid var(--color-accent); color: var(--color-accent);
  font: 600 13px/24px var(--sans); text-align: center; text-decoration: none;
}
.card.marked .number { background: var(--color-accent); color: var(--background-fill-primary); }
.head { min-width: 0; }
.head .origin { margin: 0; font-size: 13.5px; line-height: 1.5; color: var(--body-text-color-subdued); }
.head .outlet { font-weight: 700; color: var(--body-text-color); margin-inline-end: 6px; }
.head h3 { margin: 1px 0 0; font: 600 16.5px/1.35 var(--serif); color: var(--body-text-color); }
.head h3 a {
  color: inherit; padding: 0; margin: 0; text-decoration: underline;
  text-decoration-color: var(--border-color-primary); text-decoration-thickness: 1px;
  text-underline-offset: 3px;
}
.head h3 a:hover { text-decoration-color: var(--color-accent); }
.head .byline { margin: 2px 0 0; font-size: 13.5px; color: var(--body-text-color-subdued); }
.passage { margin: 10px 0 6px; }
.passage p, #reader .text p { font: 16px/1.6 var(--serif); margin: 0 0 .7em; white-space: pre-line; }
.passage p:last-child { margin-bottom: 0; }
.card:not(.whole) .far, .card.whole .more { display: none; }
mark {
  background: var(--marker) !important; color: var(--marker-ink) !important; padding: 1px 0;
  border-radius: 2px; box-decoration-break: clone; -webkit-box-decoration-break: clone;
}
button.show, button.more {
  font: 500 13.5px/1.4 var(--sans); color: var(--color-accent); background: none; border: 0;
  border-radius: 3px; padding: 5px 0; cursor: pointer; text-align: start; text-decoration: underline;
  text-decoration-color: transparent; text-underline-offset: 3px;
}
button.more { margin-inline-end: 18px; }
button.show:hover, button.more:hover { text-decoration-color: currentColor; }
.also { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 10px; font-size: 13.5px; }
.also p { margin: 0; color: var(--body-text-color-subdued); }
.also ul { display: contents; list-style: none; margin: 0; padding: 0; }
#sources .others > summary, #sources .nearest {
  color: var(--body-text-color-subdued); font-size: 14px; margin: 4px 2px 12px;
}
.others > summary { cursor: pointer; }
.card.plain { background: none; }

/* the whole article */
#reader {
  position: fixed; inset: 0; margin: auto; width: min(760px, 100vw - 24px); height: fit-content;
  max-height: min(88dvh, 900px); padding: 0; border: 1px solid var(--border-color-primary);
  border-radius: 12px; background: var(--background-fill-primary); color: var(--body-text-color);
  overflow: hidden;
}
#reader[open] { display: flex; flex-direction: column; }
#reader::backdrop { background: rgb(20 18 16 / .55); }
#reader .bar {
  display: flex; justify-content: flex-end; padding: 8px 10px;
  border-bottom: 1px solid var(--border-color-primary);
}
#reader .close {
  font: 500 14px/1 var(--sans); color: inherit; background: none;
  border: 1px solid var(--border-color-primary); border-radius: 6px; padding: 8px 14px; cursor: pointer;
}
#reader .story { overflow-y: auto; padding: 20px clamp(16px, 5vw, 44px) 32px; overflow-wrap: anywhere; }
#reader .head h3 { font-size: 27px; line-height: 1.2; margin: 6px 0; }
#reader .text { margin-top: 18px; }
#reader .text p { font-size: 17.5px; line-height: 1.65; margin-bottom: 1em; }
#reader .notice {
  font-size: 14px; color: var(--body-text-color-subdued);
  border-inline-start: 3px solid var(--color-accent); padding-inline-start: 10px;
}
#reader .versions {
  border-top: 1px solid var(--border-color-primary); margin-top: 24px; padding-top: 16px; font-size: 14px;
  line-height: 1.5;
}
#reader .versions h4 { font: 600 15px/1.4 var(--sans); margin: 0 0 10px; }
#reader .versions ol { list-style: none; margin: 0; padding: 0; }
#reader .versions li { margin: 0 0 14px; }
#reader .versions li p { margin: 6px 0 0; }
#reader .versions button.show { padding: 0; font-size: inherit; line-height: inherit; }
#reader .versions details { margin-top: 4px; }
#reader .versions summary { cursor: pointer; color: var(--body-text-color-subdued); }
#reader .versions del { color: var(--body-text-color-subdued); }
#reader .versions ins { background: var(--wash); text-decoration: none; }
#reader .versions .said { border-inline-start: 3px solid var(--color-accent); padding-inline-start: 10px; }

/* messages, uploads, the list */
[role="alert"] {
  margin: 0; padding: 10px 14px; border-radius: 8px; border: 1px solid var(--color-accent);
  background: var(--wash); overflow-wrap: anywhere;
}
.formats { margin: 0; color: var(--body-text-color-subdued); font-size: 13.5px; }
.report { padding: 4px 0 8px; }
.report .counts {
  display: flex; flex-wrap: wrap; gap: 4px 24px; list-style: none; padding: 0; margin: 0;
  font-variant-numeric: tabular-nums;
}
.report .counts b { font-size: 20px; }
.report .work {
  color: var(--body-text-color-subdued); font-size: 13.5px; margin: 4px 0 0; white-space: pre-wrap;
  overflow-wrap: anywhere;
}
.report .reasons {
  margin: 10px 0 0; padding: 0 0 0 18px; font-size: 14px; line-height: 1.5; overflow-wrap: anywhere;
}
table.articles { width: 100%; border-collapse: collapse; font-size: 14px; }
table.articles caption {
  text-align: start; color: var(--body-text-color-subdued); padding: 6px 0 8px; font-size: 13.5px;
}
table.articles th {
  text-align: start; font-weight: 600; font-size: 13px; color: var(--body-text-color-subdued);
}
table.articles th, table.articles td {
  padding: 9px 16px 9px 0; border-bottom: 1px solid var(--border-color-primary);
  vertical-align: baseline;
}
table.articles .headline { overflow-wrap: anywhere; }
table.articles .mark { margin-inline-end: 14px; font-size: 13px; color: var(--body-text-color-subdued); }
table.articles .mark button.show { font-size: inherit; padding: 0; }
table.articles .headline > button {
  display: block;
  font: 600 16.5px/1.35 var(--serif); color: var(--body-text-color); padding: 0;
}
table.articles td:nth-child(3) { white-space: nowrap; }
table.articles .id {
  font: 12.5px var(--font-mono); color: var(--body-text-color-subdued); padding-inline-end: 0;
}

@media (min-width: 761px) {
  .picker-container { bottom: 84px !important; }
  #ask { height: calc(100dvh - 138px); min-height: 420px; flex-wrap: nowrap; }
  #ask > .column { height: 100%; position: relative; flex-wrap: nowrap; min-height: 0; }
  #chat { flex: 1 1 0 !important; height: auto !important; min-height: 0 !important; }
  #sources { height: 100%; max-height: none !important; overflow-y: auto !important; padding-right: 6px; }
}
@media (max-width: 760px) {
  .gradio-container .fillable { padding: 10px 14px !important; }
  .masthead p:not(.collection) { display: none; }
  .masthead .collection { margin: 0; }
  #filters .form { flex-wrap: wrap; }
  #filters .form > .block:first-child { flex-basis: 100%; }
  #ask { gap: 20px; }
  #chat { height: auto !important; max-height: 70dvh; min-height: 0 !important; }
  #sources { max-height: none !important; overflow: visible !important; }
  .card { margin-inline: 0; }
  table.articles thead { display: none; }
  table.articles tr {
    display: flex; flex-wrap: wrap; gap: 1px 14px; padding: 10px 0;
    border-bottom: 1px solid var(--border-color-primary);
  }
  table.articles td { padding: 0; border: 0; color: var(--body-text-color-subdued); }
  table.articles td.headline { flex: 1 0 100%; }
}
@media (prefers-reduced-motion: reduce) {
  * { transition: none !important; scroll-behavior: auto !important; };
}
"""
