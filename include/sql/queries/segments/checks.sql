-- name: select_refused_uses
-- Select what a view's stored statement uses and a segment may not: relations outside of marts,
-- functions that do more than compute, and types that name objects of the database. PostgreSQL has
-- resolved every name and operator in it, so nothing can hide behind a spelling.
with tree as (
    select rule.ev_action::text as nodes
    from pg_rewrite as rule
    where rule.ev_class = to_regclass(:view_name)
),

used as (
    select distinct
        matching.parts[1] as field,
        matching.parts[2]::oid as id
    from tree
    cross join
        lateral regexp_matches(
            tree.nodes,
            ':(relid|funcid|opno|aggfnoid|winfnoid|resulttype|consttype|vartype)'
            ' ([1-9][0-9]*)',
            'g'
        ) as matching (parts)
    union
    select
        'opno' as field,
        operator.id::oid as id
    from tree
    cross join
        lateral regexp_matches(tree.nodes, '[:]opnos \(o ([0-9 ]+)\)', 'g') as comparison (ids)
    cross join lateral regexp_split_to_table(trim(comparison.ids[1]), ' +') as operator (id)
),

functions as (
    select
        case when used.field = 'opno' then operator.oprcode::oid else used.id end as id,
        used.field = 'opno' as is_operator
    from used
    left join pg_operator as operator on used.field = 'opno' and operator.oid = used.id
    where used.field in ('funcid', 'opno', 'aggfnoid', 'winfnoid')
),

-- Whatever else is named, wherever it stands: a type of somebody's own may run functions, too.
numbers as (
    select distinct number.parts[1]::oid as id
    from tree
    cross join
        lateral regexp_matches(
            regexp_replace(tree.nodes, ':\w*(typmod|location|len) -?[0-9]+', '', 'g'),
            '[ (]([0-9]{5,9})(?=[ )}])',
            'g'
        ) as number (parts)
)

select
    'relation' as kind,
    relation.relnamespace::regnamespace || '.' || relation.relname as name
from used
inner join pg_class as relation on relation.oid = used.id
where
    used.field = 'relid'
    and relation.relnamespace::regnamespace::text <> 'marts'
    and relation.oid <> to_regclass(:view_name)
union
select
    'function' as kind,
    procedure.pronamespace::regnamespace || '.' || procedure.proname as name
from functions
inner join pg_proc as procedure on procedure.oid = functions.id
where
    not (
        procedure.pronamespace::regnamespace::text = 'pg_catalog'
        and (
            procedure.provolatile = 'i'
            or (procedure.provolatile = 's' and functions.is_operator)
            or procedure.proname = any(cast(:stable_functions as text[]))
        )
    )
    and not (
        procedure.pronamespace::regnamespace::text = 'marts' and procedure.provolatile <> 'v'
    )
union
select
    'type' as kind,
    type.typname as name
from used
inner join pg_type as type on type.oid = used.id
where
    used.field in ('resulttype', 'consttype', 'vartype')
    and type.typnamespace::regnamespace::text = 'pg_catalog'
    and type.typname ~ '^_?reg(class|proc|procedure|oper|operator|type|role|namespace|collation)$'
union
select
    'type' as kind,
    type.typnamespace::regnamespace || '.' || type.typname as name
from numbers
inner join pg_type as type on type.oid = numbers.id
where
    type.typnamespace::regnamespace::text not in ('pg_catalog', 'marts')
    and type.typrelid <> to_regclass(:view_name)
union
select
    'function' as kind,
    procedure.pronamespace::regnamespace || '.' || procedure.proname as name
from numbers
inner join pg_proc as procedure on procedure.oid = numbers.id
where procedure.pronamespace::regnamespace::text not in ('pg_catalog', 'marts')
union
select
    'function' as kind,
    operator.oprnamespace::regnamespace || '.' || operator.oprname as name
from numbers
inner join pg_operator as operator on operator.oid = numbers.id
where operator.oprnamespace::regnamespace::text not in ('pg_catalog', 'marts')
order by kind asc, name asc;
