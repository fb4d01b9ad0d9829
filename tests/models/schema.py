"""What a schema really is: what PostgreSQL itself says of its tables, as plain lines."""

from sqlalchemy import Engine, text

COLUMNS = """
    SELECT concat_ws(' ', 'column', c.relname, a.attname,
        format_type(a.atttypid, a.atttypmod), 'notnull=' || a.attnotnull,
        'default=' || pg_get_expr(d.adbin, d.adrelid), 'identity=' || a.attidentity::text,
        'generated=' || a.attgenerated::text, 'collation=' || a.attcollation::text)
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
        AND a.attnum > 0 AND NOT a.attisdropped
"""
CONSTRAINTS = """
    SELECT concat_ws(' ', 'constraint', conrelid::regclass, conname, pg_get_constraintdef(oid))
    FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
"""
INDEXES = """
    SELECT concat_ws(' ', 'index', indexdef) FROM pg_indexes WHERE schemaname = 'public'
"""
SEQUENCES = """
    SELECT concat_ws(' ', 'sequence', sequencename, data_type, start_value, increment_by)
    FROM pg_sequences WHERE schemaname = 'public'
"""
# Sequences, views and storage options; 'i' and 't' (indexes, large values) follow from the rest.
OTHERS = """
    SELECT concat_ws(' ', 'relation', relkind, relname, reloptions::text)
    FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind NOT IN ('i', 't')
"""
FUNCTIONS = """
    SELECT concat_ws(' ', 'function', p.proname, pg_get_functiondef(p.oid))
    FROM pg_proc p LEFT JOIN pg_depend d ON d.objid = p.oid AND d.deptype = 'e'
    WHERE p.pronamespace = 'public'::regnamespace AND d.objid IS NULL
"""
TRIGGERS = """
    SELECT concat_ws(' ', 'trigger', pg_get_triggerdef(oid)) FROM pg_trigger WHERE NOT tgisinternal
"""
EXTENSIONS = "SELECT concat_ws(' ', 'extension', extname) FROM pg_extension"

PARTS = (COLUMNS, CONSTRAINTS, INDEXES, SEQUENCES, OTHERS, FUNCTIONS, TRIGGERS, EXTENSIONS)


def schema(engine: Engine) -> set[str]:
    """Every part of the schema, without the table in which Alembic notes its revision."""
    with engine.connect() as connection:
        lines = {line for part in PARTS for line in connection.scalars(text(part))}
    return {line for line in lines if "alembic_version" not in line}
