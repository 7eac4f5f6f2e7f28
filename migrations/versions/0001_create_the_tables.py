"""Create the tables."""

import sqlalchemy as sa
from alembic import op

from recruitment.core.database import UTCDateTime, sorted_text

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "access_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.CheckConstraint("kind IN ('file', 'print')", name=op.f("ck_access_entry_kind_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_entry")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_access_entry_application_id_at"), "access_entry", ["application_id", "at"], unique=False
    )
    op.create_index(op.f("ix_access_entry_centre_id_at"), "access_entry", ["centre_id", "at"], unique=False)
    op.create_table(
        "campaign",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("wishes_open", sa.Date(), nullable=True),
        sa.Column("wishes_until", sa.Date(), nullable=True),
        sa.Column("confirmation_until", sa.Date(), nullable=True),
        sa.Column("contact_details_from", sa.Date(), nullable=True),
        sa.Column("admissions_from", sa.Date(), nullable=True),
        sa.Column("contracts_from", sa.Date(), nullable=True),
        sa.Column("contracts_until", sa.Date(), nullable=True),
        sa.Column("public_report_from", sa.Date(), nullable=True),
        sa.Column("public_report_until", sa.Date(), nullable=True),
        sa.Column("examination_pivot", sa.Date(), nullable=True),
        sa.Column("examination_fixed_last_day", sa.Date(), nullable=True),
        sa.Column("examination_days", sa.Integer(), nullable=True),
        sa.Column("lock_timezone", sa.String(length=60), nullable=False),
        sa.Column("lock_from", sa.String(length=8), nullable=False),
        sa.Column("lock_until", sa.String(length=8), nullable=False),
        sa.Column("reply_rules", sa.JSON(), nullable=False),
        sa.Column("reply_pauses", sa.JSON(), nullable=False),
        sa.Column("late_refusals", sa.String(length=10), nullable=False),
        sa.Column("seat_rule", sa.String(length=10), nullable=False),
        sa.Column("updated_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint(
            "late_refusals IN ('allowed', 'forbidden')", name=op.f("ck_campaign_late_refusals_known")
        ),
        sa.CheckConstraint("seat_rule IN ('active', 'entered')", name=op.f("ck_campaign_seat_rule_known")),
        sa.CheckConstraint("year BETWEEN 2000 AND 2999", name=op.f("ck_campaign_year_plausible")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
        sa.UniqueConstraint("year", name=op.f("uq_campaign_year")),
        sqlite_strict=True,
    )
    op.create_table(
        "clock_guard",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last_seen", UTCDateTime(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_clock_guard_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_guard")),
        sqlite_strict=True,
    )
    op.create_table(
        "job_lease",
        sa.Column("job", sa.String(length=60), nullable=False),
        sa.Column("holder", sa.String(length=120), nullable=True),
        sa.Column("token", sa.BigInteger(), nullable=False),
        sa.Column("lease_until", UTCDateTime(), nullable=True),
        sa.CheckConstraint("token >= 0", name=op.f("ck_job_lease_token_positive")),
        sa.PrimaryKeyConstraint("job", name=op.f("pk_job_lease")),
        sqlite_strict=True,
    )
    op.create_table(
        "journal_chain",
        sa.Column("chain", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("chain", name=op.f("pk_journal_chain")),
        sqlite_strict=True,
    )
    op.create_table(
        "journal_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("chain", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("event", sa.String(length=40), nullable=False),
        sa.Column("actor_kind", sa.String(length=10), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("programme_id", sa.Integer(), nullable=True),
        sa.Column("candidate_id", sa.Integer(), nullable=True),
        sa.Column("application_id", sa.Integer(), nullable=True),
        sa.Column("contract_id", sa.Integer(), nullable=True),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("prev_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "actor_kind IN ('person', 'system', 'operator', 'candidate')",
            name=op.f("ck_journal_entry_actor_kind_known"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_entry")),
        sa.UniqueConstraint("chain", "seq", name=op.f("uq_journal_entry_chain_seq")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_journal_entry_application_id"), "journal_entry", ["application_id"], unique=False
    )
    op.create_table(
        "login_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email_folded", sa.String(length=254), nullable=False),
        sa.Column("ip", sa.String(length=45), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_attempt")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_login_attempt_email_folded_at"), "login_attempt", ["email_folded", "at"], unique=False
    )
    op.create_index(op.f("ix_login_attempt_ip_at"), "login_attempt", ["ip", "at"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_key", sa.String(length=80), nullable=False),
        sa.Column("template", sa.String(length=40), nullable=False),
        sa.Column("recipient", sa.String(length=40), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("sent_at", UTCDateTime(), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("next_try_at", UTCDateTime(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.CheckConstraint("status IN ('queued', 'sent', 'failed')", name=op.f("ck_outbox_status_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("event_key", "template", "recipient", name="uq_outbox_event"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_outbox_queued",
        "outbox",
        ["id"],
        unique=False,
        sqlite_where=sa.text("status = 'queued'"),
        postgresql_where=sa.text("status = 'queued'"),
    )
    op.create_table(
        "simulated_clock",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("offset_us", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_simulated_clock_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_simulated_clock")),
        sqlite_strict=True,
    )
    op.create_table(
        "submission",
        sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("route", sa.String(length=120), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("body_hash", sa.String(length=64), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "route", "key", name=op.f("pk_submission")),
        sqlite_strict=True,
    )
    op.create_table(
        "training_centre",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uai", sa.String(length=8), nullable=False),
        sa.Column("siret", sa.String(length=14), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("town", sa.String(length=120), nullable=True),
        sa.Column("department", sa.String(length=3), nullable=True),
        sa.Column("academie", sa.String(length=60), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_centre")),
        sa.UniqueConstraint("uai", name=op.f("uq_training_centre_uai")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_training_centre_academie"), "training_centre", ["academie"], unique=False)
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("email_folded", sa.String(length=254), nullable=False),
        sa.Column("display_name", sa.String(length=120), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=True),
        sa.Column("academie", sa.String(length=60), nullable=True),
        sa.Column("all_programmes", sa.Boolean(), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("closed_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "(role = 'regional' AND academie IS NOT NULL AND centre_id IS NULL)"
            " OR (role = 'administrator' AND academie IS NULL)"
            " OR (role IN ('manager', 'registrar', 'viewer') AND centre_id IS NOT NULL"
            " AND academie IS NULL)",
            name=op.f("ck_account_role_attachment"),
        ),
        sa.CheckConstraint(
            "role IN ('administrator', 'manager', 'registrar', 'viewer', 'regional')",
            name=op.f("ck_account_role_known"),
        ),
        sa.ForeignKeyConstraint(["centre_id"], ["training_centre.id"], name=op.f("fk_account_centre_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("email_folded", name=op.f("uq_account_email_folded")),
        sa.UniqueConstraint("id", "centre_id", name="uq_account_attachment"),
        sqlite_strict=True,
    )
    op.create_table(
        "candidate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("candidate_number", sorted_text(20), nullable=False),
        sa.Column("last_name", sa.String(length=120), nullable=False),
        sa.Column("first_name", sa.String(length=120), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("sex", sa.String(length=1), nullable=True),
        sa.Column("ine", sa.String(length=11), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("phone", sa.String(length=30), nullable=True),
        sa.Column("mobile", sa.String(length=30), nullable=True),
        sa.Column("origin_school", sorted_text(200), nullable=True),
        sa.Column("origin_uai", sa.String(length=8), nullable=True),
        sa.Column("origin_department", sa.String(length=3), nullable=True),
        sa.Column("bac_series", sa.String(length=120), nullable=True),
        sa.Column("bac_honours", sa.String(length=60), nullable=True),
        sa.Column("address", sa.String(length=300), nullable=True),
        sa.Column("postal_code", sa.String(length=10), nullable=True),
        sa.Column("town", sa.String(length=120), nullable=True),
        sa.Column("sort_name", sorted_text(260), nullable=False),
        sa.Column("search_text", sa.String(length=600), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("updated_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("sex IN ('M', 'F')", name=op.f("ck_candidate_sex_known")),
        sa.CheckConstraint(
            "length(first_name) BETWEEN 1 AND 120", name=op.f("ck_candidate_first_name_length")
        ),
        sa.CheckConstraint("length(last_name) BETWEEN 1 AND 120", name=op.f("ck_candidate_last_name_length")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_candidate_campaign_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidate")),
        sa.UniqueConstraint(
            "campaign_id", "candidate_number", name=op.f("uq_candidate_campaign_id_candidate_number")
        ),
        sa.UniqueConstraint("id", "campaign_id", name="uq_candidate_attachment"),
        sqlite_strict=True,
    )
    op.create_table(
        "programme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=30), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("town", sa.String(length=120), nullable=True),
        sa.Column("department", sa.String(length=3), nullable=True),
        sa.Column("examines", sa.Boolean(), nullable=False),
        sa.Column("exempt", sa.Boolean(), nullable=False),
        sa.Column("rncp", sa.String(length=9), nullable=True),
        sa.Column("diploma_code", sa.String(length=8), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("seats_taken", sa.Integer(), server_default="0", nullable=False),
        sa.Column("seat_rule", sa.String(length=10), nullable=False),
        sa.Column("board_version", sa.Integer(), server_default="0", nullable=False),
        sa.Column("closed_at", UTCDateTime(), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("updated_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("seat_rule IN ('active', 'entered')", name=op.f("ck_programme_seat_rule_known")),
        sa.CheckConstraint("capacity IS NULL OR capacity >= 0", name=op.f("ck_programme_capacity_positive")),
        sa.CheckConstraint(
            "seats_taken = 0 OR (capacity IS NOT NULL AND seats_taken <= capacity)",
            name=op.f("ck_programme_seats_within_capacity"),
        ),
        sa.CheckConstraint("seats_taken >= 0", name=op.f("ck_programme_seats_positive")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_programme_campaign_id")),
        sa.ForeignKeyConstraint(["centre_id"], ["training_centre.id"], name=op.f("fk_programme_centre_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme")),
        sa.UniqueConstraint("campaign_id", "code", name=op.f("uq_programme_campaign_id_code")),
        sa.UniqueConstraint("id", "centre_id", "campaign_id", name="uq_programme_attachment"),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_programme_centre_id"), "programme", ["centre_id"], unique=False)
    op.create_table(
        "refusal_reason",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("needs_details", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["training_centre.id"], name=op.f("fk_refusal_reason_centre_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refusal_reason")),
        sa.UniqueConstraint("id", "centre_id", name="uq_refusal_reason_attachment"),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_refusal_reason_centre_id_position"),
        "refusal_reason",
        ["centre_id", "position"],
        unique=False,
    )
    op.create_table(
        "account_programme",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_account_programme_account_id")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_account_programme_programme_id")
        ),
        sa.PrimaryKeyConstraint("account_id", "programme_id", name=op.f("pk_account_programme")),
        sqlite_strict=True,
    )
    op.create_table(
        "application",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("received_at", UTCDateTime(), nullable=False),
        sa.Column("confirmed_at", UTCDateTime(), nullable=True),
        sa.Column("review_deadline", sa.Date(), nullable=True),
        sa.Column("auto_retain_at", UTCDateTime(), nullable=True),
        sa.Column("deadline_rule", sa.String(length=20), nullable=True),
        sa.Column("decision", sa.String(length=10), nullable=True),
        sa.Column("decided_at", UTCDateTime(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decision_origin", sa.String(length=10), nullable=True),
        sa.Column("decision_rule", sa.String(length=20), nullable=True),
        sa.Column("decision_late", sa.Boolean(), nullable=True),
        sa.Column("refusal_reason_id", sa.Integer(), nullable=True),
        sa.Column("refusal_details", sa.Text(), nullable=True),
        sa.Column("withdrawn_at", UTCDateTime(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("updated_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint(
            "(deadline_rule IN ('fixed_last_day', 'rolling_days')) = (auto_retain_at IS NOT NULL)"
            " OR deadline_rule IS NULL",
            name=op.f("ck_application_deadline_whole"),
        ),
        sa.CheckConstraint(
            "(decision IS NULL AND decided_at IS NULL AND decision_origin IS NULL AND decided_by_id IS NULL"
            " AND decision_rule IS NULL AND decision_late IS NULL AND refusal_reason_id IS NULL"
            " AND refusal_details IS NULL) OR (decision IN ('retained', 'refused')"
            " AND decided_at IS NOT NULL AND decision_late IS NOT NULL"
            " AND decision_origin IN ('person', 'system'))",
            name=op.f("ck_application_decision_whole"),
        ),
        sa.CheckConstraint(
            "(state <> 'unconfirmed' OR confirmed_at IS NULL) AND (state <> 'confirmed'"
            " OR (confirmed_at IS NOT NULL AND decision IS NULL)) AND (state <> 'seeking_contract'"
            " OR decision = 'retained') AND (state <> 'refused' OR decision = 'refused')",
            name=op.f("ck_application_state_fits_decision"),
        ),
        sa.CheckConstraint(
            "deadline_rule IN ('no_examination', 'exempt', 'fixed_last_day', 'rolling_days', 'calendar_incomplete'"
            ")",
            name=op.f("ck_application_deadline_known"),
        ),
        sa.CheckConstraint(
            "deadline_rule IS NULL OR deadline_rule <> 'no_examination' OR decision IS NOT NULL",
            name=op.f("ck_application_no_examination_decided"),
        ),
        sa.CheckConstraint(
            "decision IS NULL"
            " OR (decision_origin = 'person' AND decided_by_id IS NOT NULL AND decision_rule IS NULL)"
            " OR (decision_origin = 'system' AND decided_by_id IS NULL AND decision_rule IS NOT NULL"
            " AND decision = 'retained')",
            name=op.f("ck_application_decision_author"),
        ),
        sa.CheckConstraint(
            "decision IS NULL OR decision <> 'refused' OR refusal_reason_id IS NOT NULL",
            name=op.f("ck_application_refusal_reason"),
        ),
        sa.CheckConstraint(
            "decision_origin IS NULL OR decision_origin <> 'person' OR auto_retain_at IS NULL"
            " OR decided_at < auto_retain_at",
            name=op.f("ck_application_no_late_person"),
        ),
        sa.CheckConstraint(
            "decision_origin IS NULL OR decision_origin <> 'system' OR deadline_rule <> 'exempt'",
            name=op.f("ck_application_exempt_never_automatic"),
        ),
        sa.CheckConstraint(
            "decision_origin IS NULL OR decision_origin <> 'system' OR decision_rule = 'no_examination'"
            " OR (auto_retain_at IS NOT NULL AND decided_at >= auto_retain_at)",
            name=op.f("ck_application_no_early_passage"),
        ),
        sa.CheckConstraint(
            "state IN ('unconfirmed', 'confirmed', 'seeking_contract', 'refused', 'withdrawn',"
            " 'offer_pending', 'accepted', 'accepted_keeping_wishes', 'withdrawn_with_contract')",
            name=op.f("ck_application_state_known"),
        ),
        sa.CheckConstraint(
            "(confirmed_at IS NULL) = (deadline_rule IS NULL)",
            name=op.f("ck_application_deadline_with_confirmation"),
        ),
        sa.CheckConstraint(
            "decision IS NULL OR (confirmed_at IS NOT NULL AND decided_at >= confirmed_at)",
            name=op.f("ck_application_decision_after_confirmation"),
        ),
        sa.ForeignKeyConstraint(
            ["candidate_id", "campaign_id"],
            ["candidate.id", "candidate.campaign_id"],
            name="fk_application_candidate",
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id", "centre_id"], ["account.id", "account.centre_id"], name="fk_application_author"
        ),
        sa.ForeignKeyConstraint(
            ["programme_id", "centre_id", "campaign_id"],
            ["programme.id", "programme.centre_id", "programme.campaign_id"],
            name="fk_application_programme",
        ),
        sa.ForeignKeyConstraint(
            ["refusal_reason_id", "centre_id"],
            ["refusal_reason.id", "refusal_reason.centre_id"],
            name="fk_application_reason",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application")),
        sa.UniqueConstraint("id", "programme_id", "centre_id", name="uq_application_attachment"),
        sa.UniqueConstraint(
            "programme_id", "candidate_id", name=op.f("uq_application_programme_id_candidate_id")
        ),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_application_candidate_id"), "application", ["candidate_id"], unique=False)
    op.create_index(
        "ix_application_due",
        "application",
        ["auto_retain_at"],
        unique=False,
        sqlite_where=sa.text("state = 'confirmed' AND auto_retain_at IS NOT NULL"),
        postgresql_where=sa.text("state = 'confirmed' AND auto_retain_at IS NOT NULL"),
    )
    op.create_index(
        op.f("ix_application_programme_id_state"), "application", ["programme_id", "state"], unique=False
    )
    op.create_index(
        "uq_application_accepted",
        "application",
        ["candidate_id"],
        unique=True,
        sqlite_where=sa.text("state = 'accepted'"),
        postgresql_where=sa.text("state = 'accepted'"),
    )
    op.create_table(
        "guardian",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("last_name", sa.String(length=120), nullable=True),
        sa.Column("first_name", sa.String(length=120), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("phone", sa.String(length=30), nullable=True),
        sa.CheckConstraint("position IN (1, 2)", name=op.f("ck_guardian_position_known")),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidate.id"], name=op.f("fk_guardian_candidate_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guardian")),
        sa.UniqueConstraint("candidate_id", "position", name=op.f("uq_guardian_candidate_id_position")),
        sqlite_strict=True,
    )
    op.create_table(
        "import_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("stored_name", sa.String(length=80), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("finished_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("kind IN ('programmes', 'candidates')", name=op.f("ck_import_run_kind_known")),
        sa.CheckConstraint(
            "state IN ('checking', 'previewed', 'queued', 'applying', 'done', 'failed', 'cancelled')",
            name=op.f("ck_import_run_state_known"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_import_run_account_id")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_import_run_campaign_id")),
        sa.ForeignKeyConstraint(["centre_id"], ["training_centre.id"], name=op.f("fk_import_run_centre_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_import_run_centre_id_id"), "import_run", ["centre_id", "id"], unique=False)
    op.create_table(
        "job_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("job", sa.String(length=60), nullable=False),
        sa.Column("token", sa.BigInteger(), nullable=False),
        sa.Column("holder", sa.String(length=120), nullable=False),
        sa.Column("started_by", sa.String(length=10), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("started_at", UTCDateTime(), nullable=False),
        sa.Column("finished_at", UTCDateTime(), nullable=True),
        sa.Column("procedure_time", UTCDateTime(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("log", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('running', 'done', 'failed', 'lost')", name=op.f("ck_job_run_outcome_known")
        ),
        sa.CheckConstraint(
            "started_by IN ('tick', 'person', 'command')", name=op.f("ck_job_run_started_by_known")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_job_run_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_run")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_job_run_job_id"), "job_run", ["job", "id"], unique=False)
    op.create_table(
        "login",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", UTCDateTime(), nullable=False),
        sa.Column("seen_at", UTCDateTime(), nullable=False),
        sa.Column("ip", sa.String(length=45), nullable=False),
        sa.Column("user_agent", sa.String(length=300), nullable=False),
        sa.Column("closed_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_login_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_login_token_hash")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_login_account_id"), "login", ["account_id"], unique=False)
    op.create_table(
        "regional_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("wanted_capacity", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("withdrawn_at", UTCDateTime(), nullable=True),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", UTCDateTime(), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(kind = 'capacity') = (wanted_capacity IS NOT NULL)",
            name=op.f("ck_regional_request_wanted_with_kind"),
        ),
        sa.CheckConstraint("kind IN ('closure', 'capacity')", name=op.f("ck_regional_request_kind_known")),
        sa.CheckConstraint(
            "status IN ('open', 'withdrawn', 'granted', 'declined')",
            name=op.f("ck_regional_request_status_known"),
        ),
        sa.CheckConstraint(
            "wanted_capacity IS NULL OR wanted_capacity BETWEEN 1 AND 9999",
            name=op.f("ck_regional_request_wanted_plausible"),
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id", "centre_id"],
            ["account.id", "account.centre_id"],
            name="fk_regional_request_author",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regional_request")),
        sqlite_strict=True,
    )
    op.create_index(
        "uq_regional_request_open",
        "regional_request",
        ["programme_id", "kind"],
        unique=True,
        sqlite_where=sa.text("status = 'open'"),
        postgresql_where=sa.text("status = 'open'"),
    )
    op.create_table(
        "contract",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("employer_name", sorted_text(200), nullable=False),
        sa.Column("siret", sa.String(length=14), nullable=False),
        sa.Column("entered_at", UTCDateTime(), nullable=False),
        sa.Column("entered_local", sa.String(length=19), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=30), nullable=False),
        sa.Column("reply_until", UTCDateTime(), nullable=False),
        sa.Column("reply_rule", sa.String(length=40), nullable=False),
        sa.Column("replied_at", UTCDateTime(), nullable=True),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.Column("broken_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(status IN ('pending', 'accepted', 'accepted_keeping_wishes')) = (ended_at IS NULL)",
            name=op.f("ck_contract_end_with_status"),
        ),
        sa.CheckConstraint(
            "length(siret) = 14 AND siret NOT GLOB '*[^0-9]*'", name=op.f("ck_contract_siret_shape")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "replied_at IS NULL OR status = 'broken' OR status = 'cancelled' OR replied_at <= reply_until",
            name=op.f("ck_contract_reply_in_time"),
        ),
        sa.CheckConstraint(
            "replied_at IS NULL OR status NOT IN ('pending', 'expired')",
            name=op.f("ck_contract_reply_has_status"),
        ),
        sa.CheckConstraint("siret <> '00000000000000'", name=op.f("ck_contract_siret_not_zeros")),
        sa.CheckConstraint("siret ~ '^[0-9]{14}$'", name=op.f("ck_contract_siret_shape")).ddl_if(
            dialect="postgresql"
        ),
        sa.CheckConstraint(
            "status <> 'expired' OR ended_at > reply_until", name=op.f("ck_contract_no_early_expiry")
        ),
        sa.CheckConstraint(
            "status IN ('pending', 'accepted', 'accepted_keeping_wishes', 'declined', 'expired', 'cancelled', 'broken'"
            ")",
            name=op.f("ck_contract_status_known"),
        ),
        sa.CheckConstraint("length(entered_local) = 19", name=op.f("ck_contract_entered_local_shape")),
        sa.CheckConstraint(
            "length(trim(employer_name)) BETWEEN 1 AND 200", name=op.f("ck_contract_employer_name_length")
        ),
        sa.ForeignKeyConstraint(
            ["application_id", "programme_id", "centre_id"],
            ["application.id", "application.programme_id", "application.centre_id"],
            name="fk_contract_application",
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id", "centre_id"], ["account.id", "account.centre_id"], name="fk_contract_author"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_contract_application_id"), "contract", ["application_id"], unique=False)
    op.create_index(
        "ix_contract_pending",
        "contract",
        ["reply_until"],
        unique=False,
        sqlite_where=sa.text("status = 'pending'"),
        postgresql_where=sa.text("status = 'pending'"),
    )
    op.create_index(
        op.f("ix_contract_programme_id_status"), "contract", ["programme_id", "status"], unique=False
    )
    op.create_index(
        "uq_contract_active",
        "contract",
        ["application_id"],
        unique=True,
        sqlite_where=sa.text("status IN ('pending', 'accepted', 'accepted_keeping_wishes')"),
        postgresql_where=sa.text("status IN ('pending', 'accepted', 'accepted_keeping_wishes')"),
    )
    op.create_table(
        "import_row",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("action", sa.String(length=10), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "action IN ('new', 'changed', 'unchanged', 'refused')", name=op.f("ck_import_row_action_known")
        ),
        sa.ForeignKeyConstraint(["import_id"], ["import_run.id"], name=op.f("fk_import_row_import_id")),
        sa.PrimaryKeyConstraint("import_id", "line", name=op.f("pk_import_row")),
        sqlite_strict=True,
    )
    op.create_table(
        "note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("written_at", UTCDateTime(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.CheckConstraint("length(body) BETWEEN 1 AND 4000", name=op.f("ck_note_body_length")),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_note_application_id")),
        sa.ForeignKeyConstraint(
            ["author_id", "centre_id"], ["account.id", "account.centre_id"], name="fk_note_author"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_note_application_id"), "note", ["application_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_note_application_id"), table_name="note")
    op.drop_table("note")
    op.drop_table("import_row")
    op.drop_index(
        "uq_contract_active",
        table_name="contract",
        sqlite_where=sa.text("status IN ('pending', 'accepted', 'accepted_keeping_wishes')"),
        postgresql_where=sa.text("status IN ('pending', 'accepted', 'accepted_keeping_wishes')"),
    )
    op.drop_index(op.f("ix_contract_programme_id_status"), table_name="contract")
    op.drop_index(
        "ix_contract_pending",
        table_name="contract",
        sqlite_where=sa.text("status = 'pending'"),
        postgresql_where=sa.text("status = 'pending'"),
    )
    op.drop_index(op.f("ix_contract_application_id"), table_name="contract")
    op.drop_table("contract")
    op.drop_index(
        "uq_regional_request_open",
        table_name="regional_request",
        sqlite_where=sa.text("status = 'open'"),
        postgresql_where=sa.text("status = 'open'"),
    )
    op.drop_table("regional_request")
    op.drop_index(op.f("ix_login_account_id"), table_name="login")
    op.drop_table("login")
    op.drop_index(op.f("ix_job_run_job_id"), table_name="job_run")
    op.drop_table("job_run")
    op.drop_index(op.f("ix_import_run_centre_id_id"), table_name="import_run")
    op.drop_table("import_run")
    op.drop_table("guardian")
    op.drop_index(
        "uq_application_accepted",
        table_name="application",
        sqlite_where=sa.text("state = 'accepted'"),
        postgresql_where=sa.text("state = 'accepted'"),
    )
    op.drop_index(op.f("ix_application_programme_id_state"), table_name="application")
    op.drop_index(
        "ix_application_due",
        table_name="application",
        sqlite_where=sa.text("state = 'confirmed' AND auto_retain_at IS NOT NULL"),
        postgresql_where=sa.text("state = 'confirmed' AND auto_retain_at IS NOT NULL"),
    )
    op.drop_index(op.f("ix_application_candidate_id"), table_name="application")
    op.drop_table("application")
    op.drop_table("account_programme")
    op.drop_index(op.f("ix_refusal_reason_centre_id_position"), table_name="refusal_reason")
    op.drop_table("refusal_reason")
    op.drop_index(op.f("ix_programme_centre_id"), table_name="programme")
    op.drop_table("programme")
    op.drop_table("candidate")
    op.drop_table("account")
    op.drop_index(op.f("ix_training_centre_academie"), table_name="training_centre")
    op.drop_table("training_centre")
    op.drop_table("submission")
    op.drop_table("simulated_clock")
    op.drop_index(
        "ix_outbox_queued",
        table_name="outbox",
        sqlite_where=sa.text("status = 'queued'"),
        postgresql_where=sa.text("status = 'queued'"),
    )
    op.drop_table("outbox")
    op.drop_index(op.f("ix_login_attempt_ip_at"), table_name="login_attempt")
    op.drop_index(op.f("ix_login_attempt_email_folded_at"), table_name="login_attempt")
    op.drop_table("login_attempt")
    op.drop_index(op.f("ix_journal_entry_application_id"), table_name="journal_entry")
    op.drop_table("journal_entry")
    op.drop_table("journal_chain")
    op.drop_table("job_lease")
    op.drop_table("clock_guard")
    op.drop_table("campaign")
    op.drop_index(op.f("ix_access_entry_centre_id_at"), table_name="access_entry")
    op.drop_index(op.f("ix_access_entry_application_id_at"), table_name="access_entry")
    op.drop_table("access_entry")
