import type { OrderInput } from '../paging/create-order-input.ts';
import { encodeGlobalId } from './global-id.ts';
import type { ListedTypeName, NodeTypes } from './node-types.ts';
import type { OrderColumn } from './order-column.ts';
import type { Sql } from './sql.ts';

/** A column that holds a parent's key. */
export interface NodeLink {
  readonly column: Sql;
  /** Whether children of revisions that are no longer current are left out, as they are from whole lists. */
  readonly isCurrentOnly: boolean;
  /** Columns of the default order that are the same for all children of one parent: sorting by them would only cost their joins. */
  readonly constantOrder?: readonly string[];
}

type Row<Name extends ListedTypeName> = NodeTypes[Name]['row'];
type OrderField<Name extends ListedTypeName> = NodeTypes[Name]['orderField'];

/** How the rows of one type are read: the pieces from which every statement about them is put together. */
export interface NodeTable<Name extends ListedTypeName> {
  readonly name: Name;
  /** Columns that every row is read with, named as `toRow` reads them; null = none. */
  readonly columns: Sql | null;
  /** Further columns, by the field of the schema that needs them: left out where an operation does not ask for it. Rows that nothing is listed by have their "key" here, under `id`. */
  readonly fieldColumns: Readonly<Record<string, Sql>>;
  /** Tables and joins. Joins to the one row that a row belongs to are LEFT JOINs: PostgreSQL leaves out those that a statement does not need. */
  readonly from: Sql;
  /** The table without its joins, where they neither add nor drop rows: what a list without conditions is counted in. Null = as `from`. */
  readonly alone: Sql | null;
  /** The unique column that ends every order. */
  readonly key: Sql;
  readonly links: Readonly<Record<string, NodeLink>>;
  readonly order: { readonly [Field in OrderField<Name>]: OrderColumn };
  readonly defaultOrder: readonly OrderInput<OrderField<Name>>[];
  /** True for rows of current revisions; null for types that have no revisions. */
  readonly currentCondition: Sql | null;
  /** When a row was stored, for types that releases hold; null for the others. */
  readonly storedAt: Sql | null;
  /** Tables and joins around another revision of each model than its current one, where they differ from `from`. */
  readonly fromRevision: ((revision: Sql) => Sql) | null;
  /** True for every row of its lists. */
  readonly baseConditions: readonly Sql[];
  readonly listConditions: (filter: NodeTypes[Name]['filter']) => readonly Sql[];
  readonly toRow: (record: unknown) => Row<Name>;
  /** As toRow, but without the global id, which costs more than the rest of a row. */
  readonly toBareRow: (record: unknown) => Row<Name>;
}

type Definition<Name extends ListedTypeName, Record> = Omit<
  NodeTable<Name>,
  'alone' | 'currentCondition' | 'storedAt' | 'fromRevision' | 'baseConditions' | 'fieldColumns' | 'toRow' | 'toBareRow'
> & {
  readonly alone?: Sql;
  readonly currentCondition?: Sql;
  readonly storedAt?: Sql;
  readonly fromRevision?: (revision: Sql) => Sql;
  readonly fieldColumns?: NodeTable<Name>['fieldColumns'];
  /** The API's row, without its global id, from what the columns hold. */
  readonly toFields: (record: Record) => Omit<Row<Name>, 'id' | '__typename'>;
};

/** A table from its definition. `Record` is what the columns hold: the one place where SQL's types are taken on trust. */
export function defineNodeTable<Name extends ListedTypeName, Record extends { readonly key: string }>(
  definition: Definition<Name, Record>,
): NodeTable<Name> {
  const { toFields, alone = null, currentCondition = null, storedAt = null, fromRevision = null, fieldColumns = {}, ...table } = definition;
  const toRow = (record: unknown): Row<Name> => {
    const typed = record as Record;
    return { ...toFields(typed), id: encodeGlobalId(table.name, typed.key) } as unknown as Row<Name>;
  };
  const toBareRow = (record: unknown): Row<Name> => toFields(record as Record) as unknown as Row<Name>;
  return { ...table, alone, currentCondition, storedAt, fromRevision, baseConditions: [], fieldColumns, toRow, toBareRow };
}
