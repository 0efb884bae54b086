"""Rows 1 and 2: commands into the log, and an official out of it, beside the stock application."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from benchmarks import content, stock
from benchmarks.measuring import Line, Mark, Plan, interleaved, seconds, times_as_much
from ledger import Ledger, Request
from ledger.log.envelope import Commit

APPEND_MARK = Mark("at least", 1.2)
LOAD_MARK = Mark("at least", 5)
EVENTS_LOADED = 100
_STOCK = "eventsourcing: methods, save"


class OurAppends:
    """Claims and approvals through `Ledger.submit_many`, for fresh officials each round."""

    def __init__(self, plan: Plan) -> None:
        self.sizes = plan.sizes
        self.ledger = Ledger.open(f"sqlite:///{plan.folder / 'append-ours.db'}", create=True)
        self.rules = content.rules_of_an_approval(self.ledger)

    def turn(self, number: int) -> Mapping[str, float]:
        """Record a round's claims and approvals, and the same again with deciding and appending apart."""
        size = self.sizes.batch
        wanted = self._registered(f"a{number + 1}")
        rates: dict[str, float] = {}
        for name, build in (("claim", content.claiming), ("approve", content.approving)):
            requests: list[Request] = []
            built = seconds(lambda: requests.extend(build(wanted)))  # noqa: B023 - called at once
            done = seconds(lambda: content.submitted(self.ledger, requests))  # noqa: B023
            rates[name] = size / done
            rates[f"{name} built"] = size / (built + done)
        decided, appended = self._apart(f"b{number + 1}")
        self.ledger.service.forget()
        return {**rates, "decide": size / decided, "append": size / appended}

    def _registered(self, group: str) -> list[content.Claimed]:
        names = content.officials(self.sizes.officials, group=group)
        content.submitted(self.ledger, content.registrations(names))
        return content.claims(names, self.sizes.batch)

    def _apart(self, group: str) -> tuple[float, float]:
        """Return the seconds of deciding a batch of approvals, and of appending the prepared commits."""
        wanted = self._registered(group)
        content.submitted(self.ledger, content.claiming(wanted))
        requests = content.approving(wanted)
        commits: list[Commit] = []

        def decide() -> None:
            decided = self.ledger.service.decide_many(requests, known=frozenset())
            commits.extend(commit for _, commit in decided if commit is not None)

        deciding = seconds(decide)
        assert len(commits) == self.sizes.batch
        return deciding, seconds(lambda: self.ledger.store.append(commits))


class StockAppends:
    """The same claims and approvals as method calls on aggregates, and one save."""

    def __init__(self, plan: Plan, rules: list[str]) -> None:
        self.sizes = plan.sizes
        self.rules = rules
        self.app = stock.opened(plan.folder / "append-stock.db", tuned=plan.tune_stock)

    def turn(self, number: int) -> Mapping[str, float]:
        """Record a round's claims and approvals."""
        names = content.officials(self.sizes.officials, group=f"a{number + 1}")
        wanted = content.claims(names, self.sizes.batch)
        particulars = [(one, {**one.particulars, "documents": list(content.DOCUMENTS)}) for one in wanted]
        aggregates = {name: stock.Official(name, content.REGISTERED_ON, "al") for name in names}
        self.app.save(*aggregates.values())

        def claim() -> None:
            for one, fields in particulars:
                aggregates[one.official].claim_credit(**fields)
            self.app.save(*aggregates.values())

        def approve() -> None:
            for one, fields in particulars:
                aggregates[one.official].approve_credit(
                    fields["claim"], content.HOURS, content.APPROVED_ON, self.rules
                )
            self.app.save(*aggregates.values())

        return {
            "stock claim": self.sizes.batch / seconds(claim),
            "stock approve": self.sizes.batch / seconds(approve),
        }


def append_rows(plan: Plan) -> list[Line]:
    """Return the lines of row 1."""
    ours = OurAppends(plan)
    yardstick = StockAppends(plan, ours.rules)
    found = interleaved(plan.rounds, ours.turn, yardstick.turn)
    ours.ledger.close()
    yardstick.app.close()
    lines: list[Line] = []
    for key, name in (("approve", "ApproveCredit"), ("claim", "ClaimCredit")):
        what = (
            f"append through decide: {plan.sizes.batch:,} {name}, {plan.sizes.officials} officials, one batch"
        )
        built, theirs = found[f"{key} built"], found[f"stock {key}"]
        ratio = times_as_much(found[key], theirs)
        lines.append(Line(1, what, "events/s", found[key], theirs, _STOCK, ratio, APPEND_MARK))
        what = f"  with building the {name} commands"
        lines.append(Line(1, what, "events/s", built, theirs, _STOCK, times_as_much(built, theirs)))
    lines.append(Line(1, "  of which: decide, approvals", "events/s", found["decide"]))
    lines.append(Line(1, "  of which: store.append of prepared commits", "events/s", found["append"]))
    return lines


def load_rows(plan: Plan) -> list[Line]:
    """Return the line of row 2: officials with a hundred events each."""
    names = content.officials(plan.sizes.loaded, group="load")
    ledger = Ledger.open(f"sqlite:///{plan.folder / 'load-ours.db'}", create=True)
    app = stock.opened(plan.folder / "load-stock.db", tuned=plan.tune_stock)
    rules = content.rules_of_an_approval(ledger)
    ids = [_record_a_history(ledger, app, name, rules) for name in names]

    def ours(_: int) -> Mapping[str, float]:
        def load() -> None:
            for name in names:
                ledger.service.forget()
                assert ledger.service.record(name).version == EVENTS_LOADED

        return {"ours": seconds(load) * 1e6 / len(names)}

    def theirs(_: int) -> Mapping[str, float]:
        def load() -> None:
            for one in ids:
                aggregate: stock.Official = app.repository.get(one)
                assert aggregate.version == EVENTS_LOADED

        return {"stock": seconds(load) * 1e6 / len(ids)}

    found = interleaved(plan.rounds, ours, theirs)
    ledger.close()
    app.close()
    ratio = times_as_much(found["stock"], found["ours"])
    what = f"load of an official with {EVENTS_LOADED} events"
    return [
        Line(
            2,
            what,
            "µs",
            found["ours"],
            found["stock"],
            "eventsourcing: repository.get",
            ratio,
            LOAD_MARK,
        )
    ]


def _record_a_history(ledger: Ledger, app: stock.Register, name: str, rules: list[str]) -> UUID:
    """Record a registration, a term, and claims with their approvals in both; return the aggregate's id."""
    wanted = content.claims([name], (EVENTS_LOADED - 2) // 2)
    requests = [*content.registrations([name]), content.term(name)]
    content.submitted(ledger, [*requests, *content.claiming(wanted), *content.approving(wanted)])
    aggregate = stock.Official(name, content.REGISTERED_ON, "al")
    aggregate.begin_term("2020", "mayor", content.BEGAN_ON, content.MUNICIPALITY)
    for one in wanted:
        aggregate.claim_credit(documents=list(content.DOCUMENTS), **one.particulars)
    for one in wanted:
        aggregate.approve_credit(one.claim, content.HOURS, content.APPROVED_ON, rules)
    app.save(aggregate)
    return aggregate.id
