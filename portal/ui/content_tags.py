"""Tags for the parts of a page that are not forms. Texts given to them are already translated."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.paginator import Page
from django.template import Context
from django.utils.safestring import SafeString

from portal.core.denial import Verdict
from portal.ui.library import component, register

BUTTON_TONES = {
    "primary": "",
    "secondary": "govuk-button--secondary",
    "warning": "govuk-button--warning",
}
TAG_TONES = {
    "grey": "tag--grey",
    "teal": "tag--teal",
    "green": "tag--green",
    "amber": "tag--amber",
    "red": "tag--red",
}


@register.inclusion_tag("components/heading.html")
def heading(text: str, caption: str = "", size: str = "xl") -> dict[str, Any]:
    """The page's ``h1``."""
    return {"text": text, "caption": caption, "size": size}


@register.inclusion_tag("components/back_link.html")
def back_link(href: str, text: str = "") -> dict[str, Any]:
    """The way back, above the content."""
    return {"href": href, "text": text}


@register.inclusion_tag("components/button.html")
def button(
    text: str,
    tone: str = "primary",
    *,
    name: str = "",
    value: str = "",
    type: str = "submit",  # noqa: A002 - the name that HTML gives it
    verdict: Verdict | None = None,
) -> dict[str, Any]:
    """A button; with a refusing ``verdict`` it is grey and its reason stands below it."""
    return {
        "text": text,
        "tone_class": BUTTON_TONES[tone],
        "name": name,
        "value": value,
        "type": type,
        "refusal": verdict.reason if verdict is not None and not verdict else "",
    }


@register.inclusion_tag("components/link_button.html")
def link_button(
    text: str, href: str, tone: str = "primary", verdict: Verdict | None = None
) -> dict[str, Any]:
    """A link that looks like a button; refused, it is a grey button with its reason."""
    return {
        "text": text,
        "href": href,
        "tone_class": BUTTON_TONES[tone],
        "refusal": verdict.reason if verdict is not None and not verdict else "",
    }


@register.inclusion_tag("components/tag.html")
def tag(text: str, tone: str = "grey") -> dict[str, Any]:
    """A status in a word or two; the colour only repeats what the word says."""
    return {"text": text, "tone_class": TAG_TONES[tone]}


@register.simple_block_tag
def notice(content: str, title: str = "", tone: str = "info") -> str:
    """A notification banner; ``success`` and ``error`` are announced at once."""
    return component("notice", content=content, title=title, tone=tone)


@register.simple_block_tag
def panel(content: str, title: str) -> str:
    """The receipt of a deed; its title is the page's ``h1``."""
    return component("panel", content=content, title=title)


@register.simple_block_tag
def inset(content: str) -> str:
    """A passage set apart from the text around it."""
    return component("inset", content=content)


@register.simple_block_tag
def warning(content: str) -> str:
    """What has consequences."""
    return component("warning", content=content)


@register.simple_block_tag
def details(content: str, summary: str, *, open: bool = False) -> str:  # noqa: A002 - HTML's name
    """More for those who ask."""
    return component("details", content=content, summary=summary, open=open)


@register.simple_block_tag
def empty(content: str, title: str) -> str:
    """Nothing here yet; the content says what to do about it."""
    return component("empty", content=content, title=title)


@register.simple_block_tag
def card(
    content: str,
    title: str,
    href: str = "",
    status: str = "",
    *,
    tone: str = "grey",
    level: int = 2,
) -> str:
    """One thing in a grid of its like, with a heading of ``level``."""
    return component(
        "card",
        content=content,
        title=title,
        href=href,
        status=status,
        tone=tone,
        element=f"h{level}",
    )


@register.inclusion_tag("components/figure.html")
def figure(value: Any, label: str, href: str = "") -> dict[str, Any]:
    """One number with what it counts."""
    return {"value": value, "label": label, "href": href}


@register.simple_block_tag
def summary_list(content: str) -> str:
    """Facts in two columns, made of ``summary_row``."""
    return SafeString(f'<dl class="govuk-summary-list">{content}</dl>')


@register.simple_block_tag
def summary_row(content: str, key: str, href: str = "", action: str = "") -> str:
    """One fact; with ``href`` a link whose hidden part repeats the key."""
    return component("summary_row", content=content, key=key, href=href, action=action)


@register.simple_block_tag
def task_list(content: str, heading: str = "") -> str:
    """Sections to be done in any order, made of ``task``."""
    return component("task_list", content=content, heading=heading)


@register.inclusion_tag("components/task.html")
def task(
    title: str, href: str = "", status: str = "", tone: str = "grey", hint: str = ""
) -> dict[str, Any]:
    """One section; without ``href`` it cannot be started yet and the hint says why."""
    return {"title": title, "href": href, "status": status, "tone": tone, "hint": hint}


@register.simple_block_tag
def timeline(content: str) -> str:
    """What happened and what comes next, made of ``event``."""
    return SafeString(f'<ol class="timeline">{content}</ol>')


@register.simple_block_tag
def event(
    content: str, title: str, at: datetime | None = None, state: str = "done", who: str = ""
) -> str:
    """One step: ``done``, ``current`` or ``next``; ``who`` has the ball."""
    return component("event", content=content, title=title, at=at, state=state, who=who)


@register.simple_block_tag
def table(content: str, caption: str, *, hide_caption: bool = False, stacked: bool = False) -> str:
    """A dense table inside a frame that scrolls on narrow screens and takes the focus.

    A ``stacked`` one becomes a block for each row there, so that nothing lies outside the screen;
    its cells say with ``data-label`` what stands in them.
    """
    context = {"content": content, "caption": caption, "hide_caption": hide_caption}
    return component("table", **context, stacked=stacked)


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any]) -> dict[str, Any]:
    """Links to the other pages of a list; the address keeps its other parameters."""
    paginator = page.paginator
    return {
        "query": context["request"].GET,
        "page": page,
        "numbers": list(paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)),
        "gap": paginator.ELLIPSIS,
    }


@register.inclusion_tag("components/progress.html")
def progress(
    label: str, value: int, maximum: int, url: str = "", *, finished: bool = False
) -> dict[str, Any]:
    """How far long work is; asks ``url`` for itself again until ``finished``."""
    return {
        "label": label,
        "value": value,
        "maximum": max(maximum, 1),
        "per_cent": 100 * value // max(maximum, 1),
        "url": url,
        "finished": finished,
    }
