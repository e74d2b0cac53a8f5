"""Who calls whom: orchestrators, agents, tool servers, code and systems.

The answers say how calls are proven for a response as a whole and for each tool; a graph
joins the two. A call is "open" when nobody is asked who calls, "unknown" when the vendor
did not say: neither is ever shown as safe.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import gettext as _

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.meaning import codes_of
from questionnaires.document.overlay import Place
from questionnaires.document.wording import display_text
from riskapp.inventory.queries.corrections import Correction
from riskapp.scoring.rated.answer_set import seen_in
from riskapp.tools.register import Proof, Register, register_of

SERVERS, SYSTEMS = "servers", "systems"
WEAK = 3  # from here on a proof is weak


class Trust(StrEnum):
    OPEN = "open"
    UNKNOWN = "unknown"
    WEAK = "weak"
    PROVEN = "proven"


class Layer(StrEnum):
    ORCHESTRATOR = "orchestrator"
    AGENT = "agent"
    ASSISTANT = "assistant"
    TARGET = "target"


@dataclass(frozen=True, slots=True)
class Node:
    """Somebody who calls or is called; ``entry`` is its tool, "" for none.

    ``corrected`` is what a reviewer made of the autonomy that its place follows from.
    """

    id: str
    label: str
    layer: Layer
    note: str = ""
    entry: str = ""
    corrected: Correction | None = None

    @property
    def corrected_lines(self) -> list[Correction]:
        return [self.corrected] if self.corrected else []


@dataclass(frozen=True, slots=True)
class Call:
    """One call, with how it is proven in words and the question that says so.

    ``corrected`` is what a reviewer made of that answer.
    """

    number: int
    caller: Node
    called: Node
    how: str
    trust: Trust
    question: str
    corrected: Correction | None = None

    @property
    def is_unproven(self) -> bool:
        return self.trust in (Trust.OPEN, Trust.UNKNOWN)

    @property
    def corrected_lines(self) -> list[Correction]:
        return [self.corrected] if self.corrected else []


@dataclass(slots=True)
class Graph:
    nodes: list[Node] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)

    @property
    def unproven(self) -> list[Call]:
        return [call for call in self.calls if call.is_unproven]


def graph_of(
    answer_set: AnswerSet, corrections: Mapping[Place, Correction] | None = None
) -> Graph:
    """The calls of a response; empty for a questionnaire nobody made a register for.

    The answer set holds what counts; ``corrections`` say where that is not what was said.
    """
    return _Builder(
        answer_set, register_of(answer_set.document), corrections or {}
    ).build()


class _Builder:
    def __init__(
        self,
        answer_set: AnswerSet,
        register: Register,
        corrections: Mapping[Place, Correction],
    ) -> None:
        self.answer_set = answer_set
        self.corrections = corrections
        self.register = register
        self.graph = Graph()

    def build(self) -> Graph:
        callers = [
            self._tool(entry.id) for entry in self.answer_set.entries(self.section)
        ]
        callers.sort(key=lambda node: list(Layer).index(node.layer))
        self.graph.nodes += callers
        if not callers:
            return self.graph
        self._between_agents(callers)
        self._to_servers(callers)
        self._to_systems(callers)
        return self.graph

    @property
    def section(self) -> str:
        return self.register.section

    def _tool(self, entry_id: str) -> Node:
        name = self.register.columns.get("autonomy", "")
        codes = codes_of(self.answer_set.value(name, entry_id)) if name else ()
        layer = Layer.ASSISTANT
        if any(code in self.register.orchestrators for code in codes):
            layer = Layer.ORCHESTRATOR
        elif any(code in self.register.agents for code in codes):
            layer = Layer.AGENT
        title = next(
            e.title for e in self.answer_set.filled.entries if e.id == entry_id
        )
        note = self._words(name, entry_id) if name else ""
        corrected = self.corrections.get((name, entry_id))
        return Node(entry_id, title, layer, note, entry_id, corrected)

    def _between_agents(self, callers: list[Node]) -> None:
        if self._is_unused("narrowed"):
            return
        others = [node for node in callers if node.layer is Layer.AGENT]
        for caller in callers:
            if caller.layer is Layer.ORCHESTRATOR:
                for called in others:
                    self._call(caller, called, "between")

    def _to_servers(self, callers: list[Node]) -> None:
        """Agents reach tool servers unless the vendor says that none does."""
        users = [node for node in callers if node.layer is not Layer.ASSISTANT]
        if self._is_unused("used") or not users or not self._proof("used"):
            return
        remote = self._proof("servers") and not self._is_unused("servers")
        note = _("Answers, tools and data of others")
        servers = Node(SERVERS, _("Tool servers (MCP, A2A)"), Layer.TARGET, note)
        self.graph.nodes.append(servers)
        for node in users:
            self._call(node, servers, "servers" if remote else "between")

    def _to_systems(self, callers: list[Node]) -> None:
        if not self._proof("sign_in"):
            return
        systems = Node(SYSTEMS, _("Code and systems"), Layer.TARGET)
        used = [n for n in callers if not self._is_unused("sign_in", n.entry)]
        if used:
            self.graph.nodes.append(systems)
        for node in used:
            self._call(node, systems, "sign_in", node.entry)

    def _call(self, caller: Node, called: Node, kind: str, entry_id: str = "") -> None:
        proof = self._proof(kind)
        if proof is None:
            return
        value = self.answer_set.value(proof.question, entry_id)
        self.graph.calls.append(
            Call(
                number=len(self.graph.calls) + 1,
                caller=caller,
                called=called,
                how=self._words(proof.question, entry_id),
                trust=self._trust(proof, codes_of(value), entry_id),
                question=proof.question,
                corrected=self._corrected(proof.question, entry_id),
            )
        )

    def _trust(self, proof: Proof, codes: object, entry_id: str) -> Trust:
        given = tuple(codes) if isinstance(codes, list | tuple) else ()
        seen = seen_in(self.answer_set, proof.question, entry_id)
        if any(code in proof.open for code in given):
            return Trust.OPEN
        if not given or "unknown" in given or seen.risk is None:
            return Trust.UNKNOWN
        return Trust.WEAK if seen.risk >= WEAK else Trust.PROVEN

    def _proof(self, kind: str) -> Proof | None:
        return self.register.calls.get(kind)

    def _is_unused(self, kind: str, entry_id: str = "") -> bool:
        proof = self._proof(kind)
        if proof is None:
            return False
        codes = codes_of(self.answer_set.value(proof.question, entry_id))
        return any(code in proof.not_used for code in codes)

    def _corrected(self, question_id: str, entry_id: str) -> Correction | None:
        question = self.answer_set.document.questions[question_id]
        own = entry_id if question.repeated else ""
        return self.corrections.get((question_id, own))

    def _words(self, question_id: str, entry_id: str) -> str:
        document = self.answer_set.document
        question = document.questions[question_id]
        own = entry_id if question.repeated else ""
        return display_text(document, question, self.answer_set.value(question_id, own))
