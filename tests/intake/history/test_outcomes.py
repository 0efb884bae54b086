"""Every fact of an older system is imported as what it is, through the same deciders as everything else."""

from pathlib import Path

import pytest

from tests.intake.history.making import NOW, OFFERED, POSTED, REGISTERED, events, imported, opened, recorded


def test_a_posted_credit_is_one_event_and_invents_no_form_and_no_approval(tmp_path: Path) -> None:
    report = imported(tmp_path, [REGISTERED, POSTED])
    found = events(tmp_path / "ledger.db")
    assert [event["type"] for event in found] == ["official-registered.v1", "credit-posted.v1"]
    assert found[1]["data"]["hours_awarded"] == "6"
    assert found[1]["data"]["imported_from"] == "history-import"
    assert (report.imported, report.first_position, report.last_position) == (2, 1, 2)
    assert report.facts == {"credit posted": 1, "official registered": 1}


def test_a_designation_without_hours_is_imported_as_an_outcome(tmp_path: Path) -> None:
    award = {
        "fact": "designation awarded",
        "official": "AL-1",
        "program": "alm-basic",
        "awarded_on": "2014-02-03",
        "imported_from": "register:7",
    }
    imported(tmp_path, [REGISTERED, award])
    said = events(tmp_path / "ledger.db")[1]
    assert said["type"] == "designation-awarded.v1"
    assert said["data"]["basis"] == "imported"
    assert said["data"]["imported_from"] == "register:7"
    assert "hours_on_record" not in said["data"]


def test_a_corrected_date_is_kept_beside_the_first_one(tmp_path: Path) -> None:
    award = {
        "fact": "designation awarded",
        "official": "AL-1",
        "program": "alm-basic",
        "awarded_on": "2018-10-18",
    }
    right = {
        "fact": "designation date corrected",
        "official": "AL-1",
        "program": "alm-basic",
        "awarded_on": "2018-10-15",
        "corrected_on": "2019-01-08",
    }
    imported(tmp_path, [REGISTERED, award, right])
    with opened(tmp_path / "ledger.db") as service:
        (step,) = service.record("AL-1").steps["alm-basic"]
    assert step.on.isoformat() == "2018-10-15"
    assert [event["data"].get("awarded_on") for event in events(tmp_path / "ledger.db")][1:] == [
        "2018-10-18",
        "2018-10-15",
    ]


def test_a_lapsed_membership_is_imported(tmp_path: Path) -> None:
    began = {"fact": "membership began", "official": "AL-1", "organisation": "alm", "began_on": "2016-12-01"}
    lapsed = {
        "fact": "membership lapsed",
        "official": "AL-1",
        "organisation": "alm",
        "lapsed_on": "2021-01-01",
    }
    imported(tmp_path, [REGISTERED, began, lapsed])
    with opened(tmp_path / "ledger.db") as service:
        (spell,) = service.record("AL-1").memberships["alm"]
    assert str(spell.lapsed_on) == "2021-01-01"


def test_hours_may_be_text_or_a_number(tmp_path: Path) -> None:
    lines = [POSTED | {"hours_awarded": hours, "claim": f"C-{n}"} for n, hours in enumerate(("4.50", 4.5, 6))]
    imported(tmp_path, [REGISTERED, *lines])
    assert [event["data"]["hours_awarded"] for event in events(tmp_path / "ledger.db")[1:]] == [
        "4.5",
        "4.5",
        "6",
    ]


def test_a_day_left_out_is_the_local_day_on_which_the_fact_was_recorded(tmp_path: Path) -> None:
    bare = {"fact": "official registered", "official": "AL-1"}
    imported(tmp_path, [recorded(bare, "2017-01-01T03:00:00Z")])
    (event,) = events(tmp_path / "ledger.db")
    assert event["data"]["registered_on"] == "2016-12-31"  # in Alabama
    assert (event["recorded_at"], event["imported"]) == ("2017-01-01T03:00:00.000000Z", True)


def test_a_day_may_be_an_instant_and_becomes_the_local_day(tmp_path: Path) -> None:
    imported(tmp_path, [REGISTERED | {"registered_on": "2017-01-01T03:00:00Z"}])
    assert events(tmp_path / "ledger.db")[0]["data"]["registered_on"] == "2016-12-31"


def test_names_and_emails_reach_the_vault_and_never_the_log(tmp_path: Path) -> None:
    contact = {
        "fact": "contact recorded",
        "official": "AL-1",
        "recorded_on": "2017-01-01",
        "family_name": "Whitfield",
        "email": "e.whitfield@example.org",
    }
    imported(tmp_path, [REGISTERED, contact])
    found = events(tmp_path / "ledger.db")
    assert "hitfield" not in str(found)
    with opened(tmp_path / "ledger.db") as service:
        assert service.vault.body(found[1]["data"]["contact"]) == {
            "family_name": "Whitfield",
            "email": "e.whitfield@example.org",
        }
        assert service.vault.owner_of_email("E.Whitfield@example.org") == "AL-1"


def test_the_id_of_a_fact_with_personal_data_cannot_be_guessed_from_the_data(tmp_path: Path) -> None:
    ids = set()
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        contact = {
            "fact": "contact recorded",
            "official": "AL-1",
            "recorded_on": "2017-01-01",
            "email": "a@b.org",
        }
        imported(tmp_path / name, [REGISTERED, contact])
        ids.add(events(tmp_path / name / "ledger.db")[1]["command_id"])
    assert len(ids) == 2


CLAIM = {
    "fact": "credit posted",
    "official": "AL-1",
    "claim": "C-1",
    "offering": "2018-summer",
    "posted_on": "2018-06-20",
}
CORRECTED = {
    "fact": "offering corrected",
    "offering": "2018-summer",
    "corrected_on": "2018-07-01",
    "hours": "4",
}


class TestOfferings:
    """Facts see an offering as it stood when they were recorded."""

    def test_claims_made_before_a_correction_follow_it_within_its_commit(self, tmp_path: Path) -> None:
        imported(tmp_path, [OFFERED, REGISTERED, CLAIM, CORRECTED])
        found = events(tmp_path / "ledger.db")
        assert [event["type"] for event in found[2:]] == [
            "credit-posted.v1",
            "offering-corrected.v1",
            "credit-corrected.v1",
        ]
        assert found[2]["data"]["hours_awarded"] == "4.5"
        assert found[4]["data"]["hours_awarded"] == "4"
        assert found[3]["command_id"] == found[4]["command_id"]

    def test_claims_made_after_a_correction_start_from_it(self, tmp_path: Path) -> None:
        imported(tmp_path, [OFFERED, CORRECTED, REGISTERED, CLAIM])
        last = events(tmp_path / "ledger.db")[-1]
        assert (last["type"], last["data"]["hours_awarded"]) == ("credit-posted.v1", "4")

    def test_a_correction_in_a_later_file_reaches_the_claims_on_record(self, tmp_path: Path) -> None:
        imported(tmp_path, [OFFERED, REGISTERED, CLAIM])
        imported(tmp_path, [CORRECTED])
        with opened(tmp_path / "ledger.db") as service:
            assert service.record("AL-1").claims["C-1"].hours_awarded == 4

    def test_the_same_facts_one_by_one_give_the_same_events(self, tmp_path: Path) -> None:
        facts = [OFFERED, REGISTERED, CLAIM, CORRECTED]
        for fact in facts:
            imported(tmp_path, [fact])
        one_by_one = events(tmp_path / "ledger.db")
        (tmp_path / "whole").mkdir()
        imported(tmp_path / "whole", facts)
        assert events(tmp_path / "whole" / "ledger.db") == one_by_one

    def test_a_claim_before_the_cancellation_stands_and_one_after_it_is_refused(self, tmp_path: Path) -> None:
        cancelled = {"fact": "offering cancelled", "offering": "2018-summer", "cancelled_on": "2018-06-01"}
        second = REGISTERED | {"official": "AL-2"}
        report = imported(
            tmp_path,
            [OFFERED, REGISTERED, second, CLAIM, cancelled, CLAIM | {"official": "AL-2"}],
            dry_run=True,
        )
        assert [(one.line, one.reason) for one in report.refusals] == [(6, "offering-cancelled")]

    def test_an_offering_recorded_after_a_fact_that_uses_it_is_refused_with_both_instants(
        self, tmp_path: Path
    ) -> None:
        report = imported(
            tmp_path,
            [
                recorded(REGISTERED, "2018-01-01T00:00:00Z"),
                recorded(CLAIM, "2018-06-20T00:00:00Z"),
                recorded(OFFERED, "2018-06-21T00:00:00Z"),
            ],
            dry_run=True,
        )
        (refusal,) = report.refusals
        assert (refusal.line, refusal.reason) == (2, "offering-unknown")
        assert "2018-06-20T00:00:00" in refusal.message
        assert "2018-06-21T00:00:00" in refusal.message


@pytest.mark.parametrize("recorded_now", [False, True])
def test_recorded_now_lets_the_log_stamp_its_own_time(tmp_path: Path, recorded_now: bool) -> None:
    imported(tmp_path, [recorded(REGISTERED, "2017-01-01T00:00:00Z")], recorded_now=recorded_now)
    (event,) = events(tmp_path / "ledger.db")
    assert event["recorded_at"].startswith(str(NOW.date()) if recorded_now else "2017-01-01")
    assert event.get("imported", False) is not recorded_now
