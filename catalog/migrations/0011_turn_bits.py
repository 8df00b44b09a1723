from django.db import migrations

from stores.isolation.operations import IsolateModel

CHUNK = 30720
ZERO = f"B'0'::bit({CHUNK})"


def pairs(table: str) -> str:
    return f"SELECT store_id, language, ordinal, unnest(tokens) AS token FROM {table}"


def masks(rows: str) -> str:
    """A row of bits for each token and chunk of ``rows`` (pairs)."""
    return f"""
        SELECT store_id, language, token, ordinal / {CHUNK} AS chunk,
            bit_or(set_bit({ZERO}, ordinal %% {CHUNK}, 1)) AS bits,
            (max(ordinal %% {CHUNK}) / 256 + 1) * 256 AS width
        FROM ({rows}) AS pairs GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
    """.replace("%%", "%")


def clear(rows: str) -> str:
    return f"""
        UPDATE catalog_indexbits AS b
        SET bits = b.bits & ~substring(gone.bits FROM 1 FOR length(b.bits))
        FROM ({masks(rows)}) AS gone
        WHERE b.store_id = gone.store_id AND b.language = gone.language
            AND b.token = gone.token AND b.chunk = gone.chunk;
    """


def turn_on(rows: str) -> str:
    return f"""
        INSERT INTO catalog_indexbits AS b (store_id, language, token, chunk, bits)
        SELECT store_id, language, token, chunk, substring(bits FROM 1 FOR width)
        FROM ({masks(rows)}) AS fresh
        ON CONFLICT (store_id, language, token, chunk) DO UPDATE
        SET bits = substring(
            b.bits::bit({CHUNK}) | excluded.bits::bit({CHUNK})
            FROM 1 FOR greatest(length(b.bits), length(excluded.bits))
        );
    """


def lock(table: str) -> str:
    return f"""
        PERFORM pg_advisory_xact_lock(hashtextextended('read model', store_id))
        FROM (SELECT DISTINCT store_id FROM {table} ORDER BY 1) AS stores;
    """


# For a store that is indexed anew: its bits are turned at once in the end, not again and again.
LATER = "current_setting('galleria.bits', true) = 'later'"

# Whoever writes rows of the read model (also a cascade, a restored archive, a statement by hand)
# turns their bits in the same statement: all its rows at once, so that a thousand products cost
# little more than one. Writers of one store take turns.
TURN = f"""
CREATE OR REPLACE FUNCTION galleria_turn_bits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF {LATER} THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'INSERT' THEN
        {lock("becomes")}
        {turn_on(pairs("becomes"))}
    ELSIF TG_OP = 'DELETE' THEN
        {lock("was")}
        {clear(pairs("was"))}
    ELSE
        {lock("was")}
        {clear(pairs("was") + " EXCEPT " + pairs("becomes"))}
        {turn_on(pairs("becomes") + " EXCEPT " + pairs("was"))}
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION galleria_turn_all_bits(store bigint) RETURNS void LANGUAGE plpgsql
AS $$
BEGIN
    {lock("(SELECT store AS store_id) AS one")}
    DELETE FROM catalog_indexbits WHERE store_id = store;
    {turn_on(pairs("catalog_productindex") + " WHERE store_id = store")}
END $$;
DO $$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION galleria_turn_bits() SET search_path = %I, pg_temp', current_schema()
    );
    EXECUTE format(
        'ALTER FUNCTION galleria_turn_all_bits(bigint) SET search_path = %I, pg_temp',
        current_schema()
    );
END $$;
CREATE TRIGGER galleria_bits_of_new AFTER INSERT ON catalog_productindex
    REFERENCING NEW TABLE AS becomes
    FOR EACH STATEMENT EXECUTE FUNCTION galleria_turn_bits();
CREATE TRIGGER galleria_bits_of_changed AFTER UPDATE ON catalog_productindex
    REFERENCING OLD TABLE AS was NEW TABLE AS becomes
    FOR EACH STATEMENT EXECUTE FUNCTION galleria_turn_bits();
CREATE TRIGGER galleria_bits_of_gone AFTER DELETE ON catalog_productindex
    REFERENCING OLD TABLE AS was
    FOR EACH STATEMENT EXECUTE FUNCTION galleria_turn_bits();
ALTER TABLE catalog_indexbits ALTER COLUMN bits SET STORAGE main;
ALTER TABLE catalog_indexbits SET (toast_tuple_target = 128);
"""

UNDO = """
DROP TRIGGER galleria_bits_of_new ON catalog_productindex;
DROP TRIGGER galleria_bits_of_changed ON catalog_productindex;
DROP TRIGGER galleria_bits_of_gone ON catalog_productindex;
DROP FUNCTION galleria_turn_bits();
DROP FUNCTION galleria_turn_all_bits(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0010_bits_of_the_read_model")]

    operations = [
        IsolateModel("ProductIndex", kind="public"),
        IsolateModel("FacetGroup"),
        IsolateModel("FacetValue"),
        IsolateModel("IndexBits"),
        IsolateModel("SearchSpelling"),
        migrations.RunSQL(TURN, UNDO),
    ]
