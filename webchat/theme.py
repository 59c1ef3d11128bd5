"""The fonts and colours of gradio's theme. All other styles are in `static/page.css`."""

from __future__ import annotations

SANS = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Liberation Sans", "Arial", "sans-serif")
MONO = ("ui-monospace", "SFMono-Regular", "Menlo", "Liberation Mono", "monospace")

# Each text colour has a contrast ratio of at least 4.5:1 on its background.
PAPER, PAPER_DARK = "#faf8f4", "#161514"
SHEET, SHEET_DARK = "#ffffff", "#1f1d1b"
INK, INK_DARK = "#1d1b19", "#ece8e1"
FADED, FADED_DARK = "#625c54", "#aaa298"
RULE, RULE_DARK = "#e2dcd1", "#3a3632"
ACCENT, ACCENT_DARK = "#8c2230", "#f0979c"

COLOURS = {  # gradio's theme variable -> colour
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
DARK = {  # light colour -> its colour in dark mode
    PAPER: PAPER_DARK,
    SHEET: SHEET_DARK,
    INK: INK_DARK,
    FADED: FADED_DARK,
    RULE: RULE_DARK,
    ACCENT: ACCENT_DARK,
    "#6f1824": "#f7b9bc",
    "white": "#1d1b19",
}
