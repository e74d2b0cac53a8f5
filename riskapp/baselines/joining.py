"""Agents of daily totals and tools of the register: which is which."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from questionnaires.document.characters import compared
from questionnaires.document.values import EntryValue
from riskapp.evidence.loading import core_rules


def entries_by_agent(
    agents: Iterable[str], entries: Sequence[EntryValue]
) -> dict[str, str]:
    """The tool that is called like an agent, or like the product it names; the id of the entry,
    "" for no tool in the register."""
    titles = {compared(entry.title): entry.id for entry in entries}
    rules = core_rules()
    known = {
        tool.id: entry.id
        for entry in entries
        for tool in rules.tools
        if any(word in entry.title.lower() for word in tool.words)
    }
    return {
        agent: titles.get(compared(agent)) or known.get(rules.tool(agent), "")
        for agent in agents
    }
