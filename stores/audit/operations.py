"""The migration operation that makes the database write the audit log of a model.

``AuditModel("Domain", "domain", columns=["hostname"])`` gives its table a trigger: whatever adds,
changes or removes a row, a form, a service or a statement by hand, leaves an entry with the
listed columns before and after, in the row's own store. An entry and the change it tells of are
one transaction: there is none without the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.migrations.operations.base import Operation, OperationCategory

TRIGGER = "galleria_audit"
OPERATIONS = ("INSERT", "UPDATE", "DELETE")

AUDIT_FUNCTION = r"""
CREATE OR REPLACE FUNCTION galleria_audit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    noun text := TG_ARGV[0];
    store_column text := TG_ARGV[1];
    columns text[] := string_to_array(TG_ARGV[2], ',');
    hidden text[] := string_to_array(TG_ARGV[3], ',');
    name_sql text := TG_ARGV[4];
    was jsonb := CASE WHEN TG_OP = 'INSERT' THEN '{}' ELSE to_jsonb(OLD) END;
    becomes jsonb := CASE WHEN TG_OP = 'DELETE' THEN '{}' ELSE to_jsonb(NEW) END;
    one jsonb := CASE WHEN TG_OP = 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END;
    actor jsonb := NULLIF(current_setting('galleria.actor', true), '')::jsonb;
    before jsonb := '{}';
    after jsonb := '{}';
    named text;
    item text;
BEGIN
    FOREACH item IN ARRAY columns LOOP
        IF was -> item IS DISTINCT FROM becomes -> item THEN
            IF TG_OP <> 'INSERT' THEN
                before := before || jsonb_build_object(item, was -> item);
            END IF;
            IF TG_OP <> 'DELETE' THEN
                after := after || jsonb_build_object(item, becomes -> item);
            END IF;
        END IF;
    END LOOP;
    FOREACH item IN ARRAY hidden LOOP
        IF was -> item IS DISTINCT FROM becomes -> item THEN
            IF coalesce(was ->> item, '') <> '' THEN
                before := before || jsonb_build_object(item, '••••');
            END IF;
            IF coalesce(becomes ->> item, '') <> '' THEN
                after := after || jsonb_build_object(item, '••••');
            END IF;
        END IF;
    END LOOP;
    IF TG_OP = 'UPDATE' AND before = '{}' AND after = '{}' THEN
        RETURN NULL;
    END IF;
    EXECUTE 'SELECT ' || name_sql INTO named USING one;
    INSERT INTO stores_auditentry (
        store_id, action, actor_kind, actor_id, actor_name, address,
        object_type, object_id, object_name, before, after
    ) VALUES (
        CASE WHEN store_column = '' THEN 0 ELSE (one ->> store_column)::bigint END,
        noun || CASE TG_OP WHEN 'INSERT' THEN '.added' WHEN 'UPDATE' THEN '.changed'
            ELSE '.removed' END,
        coalesce(actor ->> 'kind', 'system'), (actor ->> 'id')::bigint,
        coalesce(actor ->> 'name', ''), coalesce(actor ->> 'address', ''),
        noun, one ->> 'id', left(coalesce(named, ''), 300), before, after
    );
    RETURN NULL;
END $$
"""

# There is no switch: whoever must forget (a store that is erased) needs the table's owner to take
# the trigger off, which no request and no task does.
KEEP_FUNCTION = """
CREATE OR REPLACE FUNCTION galleria_keep_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE OR REPLACE TRIGGER galleria_kept BEFORE UPDATE OR DELETE ON stores_auditentry
    FOR EACH ROW EXECUTE FUNCTION galleria_keep_audit();
CREATE OR REPLACE TRIGGER galleria_kept_whole BEFORE TRUNCATE ON stores_auditentry
    FOR EACH STATEMENT EXECUTE FUNCTION galleria_keep_audit();
"""


class AuditModel(Operation):
    """``name`` is an SQL expression over the row as JSON, ``$1``; ``store_column`` is empty for
    what is the platform's own; ``hidden`` columns are named and not shown."""

    reduces_to_sql = True
    reversible = True
    category = OperationCategory.ALTERATION

    def __init__(
        self,
        model: str,
        noun: str,
        columns: Sequence[str],
        hidden: Sequence[str] = (),
        name: str = "$1 ->> 'name'",
        store_column: str = "store_id",
        on: Sequence[str] = OPERATIONS,
    ) -> None:
        self.model, self.noun = model, noun
        self.columns, self.hidden = list(columns), list(hidden)
        self.name, self.store_column, self.on = name, store_column, list(on)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        kwargs = {"columns": self.columns, "hidden": self.hidden, "name": self.name}
        rest = {"store_column": self.store_column, "on": self.on}
        return self.__class__.__qualname__, [self.model, self.noun], kwargs | rest

    def state_forwards(self, app_label: str, state: Any) -> None:
        pass

    def describe(self) -> str:
        return f"Write the audit log of {self.model}"

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        table = to_state.apps.get_model(app_label, self.model)._meta.db_table
        texts = (self.noun, self.store_column, ",".join(self.columns), ",".join(self.hidden))
        arguments = ", ".join(schema_editor.quote_value(text) for text in (*texts, self.name))
        schema_editor.execute(
            f'CREATE OR REPLACE TRIGGER {TRIGGER} AFTER {" OR ".join(self.on)} ON "{table}"'
            f" FOR EACH ROW EXECUTE FUNCTION galleria_audit({arguments})",
            params=None,
        )

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        table = from_state.apps.get_model(app_label, self.model)._meta.db_table
        schema_editor.execute(f'DROP TRIGGER IF EXISTS {TRIGGER} ON "{table}"', params=None)
