"""The page as a gradio application: layout and server."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from socket import gethostname

import gradio as gr
from starlette.middleware import Middleware

from assistant import Assistant
from ingest import Fetcher
from storage.secret import secret
from webchat.accounts import Accounts
from webchat.admission import Admission
from webchat.check_tab import BARE
from webchat.connection import limit_connections
from webchat.draft_uploads import DraftUploads
from webchat.history import History
from webchat.library import Library
from webchat.localized import Localized, mark
from webchat.login import Login, account_of
from webchat.page import head
from webchat.readers import Readers
from webchat.routes import Routes
from webchat.signing import Signer
from webchat.tabs import TABS, Features
from webchat.theme import COLOURS, DARK, MONO, SANS
from webchat.upload_limits import UploadLimits

# Seconds: how often gradio deletes its copies of uploads, and how old they must be.
UPLOADS_DELETED = (600, 3600)
LONGEST_QUEUE = 100  # events of the Check tab that wait, of all visitors


def build(assistant: Assistant, features: Features = Features()) -> gr.Blocks:  # noqa: B008
    """Build the page as gradio Blocks."""
    with gr.Blocks(
        title="Dateline", fill_width=True, analytics_enabled=False, delete_cache=UPLOADS_DELETED
    ) as blocks:
        gr.HTML(mark("account.html" if features.accounts else "masthead.html"), **BARE)
        with gr.Tabs():
            for tab in TABS:
                with gr.Tab(mark(f"tab.{tab.id}"), id=tab.id):
                    tab.draw(assistant, features)
    return blocks


def _theme() -> gr.themes.Base:
    dark = {f"{name}_dark": DARK[colour] for name, colour in COLOURS.items() if name != "color_accent"}
    return gr.themes.Base(
        font=[gr.themes.Font(name) for name in SANS],
        font_mono=[gr.themes.Font(name) for name in MONO],
        radius_size="md",
    ).set(**COLOURS, **dark)


def launch(
    assistant: Assistant,
    host: str,
    port: int,
    names: Iterable[str] = (),
    fetcher: Callable[[], Fetcher] | None = None,
    *,
    accounts: Accounts | None = None,
    prose: bool = True,
) -> gr.Blocks:
    """Serve the page in a background thread. `names`: the host names under which readers reach it, besides
    `host`, the machine's own and localhost. `fetcher`: makes a fetcher for what readers add by address;
    without one, nothing is fetched. `accounts`: those who may log in; without them, everybody may read.
    `prose`: as for `Features`. Raises OSError when the port is not available."""
    features = Features(fetcher is not None, accounts is not None, prose)
    blocks = build(assistant, features)
    limit_connections()
    blocks.queue(api_open=False, max_size=LONGEST_QUEUE)
    blocks.launch(
        server_name=host,
        server_port=port,
        theme=_theme(),
        head=head(),
        share=False,
        quiet=True,
        prevent_thread_lock=True,
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        mcp_server=False,
        app_kwargs={
            "middleware": _middleware(assistant, (host, gethostname(), *names), accounts),
            "routes": [
                *Routes(assistant).all(),
                *History(assistant).all(),
                *Library(assistant.store, fetcher).all(),
            ],
        },
    )
    return blocks


def _middleware(assistant: Assistant, hosts: Iterable[str], accounts: Accounts | None) -> list[Middleware]:
    """What a request passes, from the door on."""
    signer = Signer(secret(assistant.store.folder))
    login = [Middleware(Login, accounts=accounts, signer=signer)] if accounts else []
    return [
        Middleware(Admission, hosts=hosts, has_login=accounts is not None),
        *login,
        # Above Localized, which keeps a page for all readers.
        Middleware(Readers, signer=signer, account=account_of),
        Middleware(Localized),
        Middleware(UploadLimits),
        Middleware(DraftUploads),
    ]
