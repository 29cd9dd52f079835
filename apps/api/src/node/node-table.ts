import type { Sql } from '../database/sql.ts';
import type { OrderInput } from '../paging/create-order-input.ts';
import type { OrderColumn } from '../paging/order-column.ts';
import { encodeGlobalId } from './global-id.ts';
import type { ListedTypeName, NodeTypes } from './node-types.ts';

/** A column that holds a parent's key. */
export interface NodeLink {
  readonly column: Sql;
  /** Whether children of revisions that are no longer current are left out, as they are from whole lists. */
  readonly isCurrentOnly: boolean;
}

type Row<Name extends ListedTypeName> = NodeTypes[Name]['row'];
type OrderField<Name extends ListedTypeName> = NodeTypes[Name]['orderField'];

/** How the rows of one type are read: the pieces from which every statement about them is put together. */
export interface NodeTable<Name extends ListedTypeName> {
  readonly name: Name;
  /** Columns, named as `toRow` reads them; one of them is "key". */
  readonly columns: Sql;
  /** Tables and joins. */
  readonly from: Sql;
  /** The unique column that ends every order. */
  readonly key: Sql;
  readonly links: Readonly<Record<string, NodeLink>>;
  readonly order: { readonly [Field in OrderField<Name>]: OrderColumn };
  readonly defaultOrder: readonly OrderInput<OrderField<Name>>[];
  /** True for rows of current revisions; null for types that have no revisions. */
  readonly currentCondition: Sql | null;
  readonly listConditions: (filter: NodeTypes[Name]['filter']) => readonly Sql[];
  readonly toRow: (record: unknown) => Row<Name>;
}

type Definition<Name extends ListedTypeName, Record> = Omit<NodeTable<Name>, 'currentCondition' | 'toRow'> & {
  readonly currentCondition?: Sql;
  /** The API's row, without its global id, from what the columns hold. */
  readonly toFields: (record: Record) => Omit<Row<Name>, 'id' | '__typename'>;
};

/** A table from its definition. `Record` is what the columns hold: the one place where SQL's types are taken on trust. */
export function defineNodeTable<Name extends ListedTypeName, Record extends { readonly key: string }>(
  definition: Definition<Name, Record>,
): NodeTable<Name> {
  const { toFields, currentCondition = null, ...table } = definition;
  const toRow = (record: unknown): Row<Name> => {
    const typed = record as Record;
    return { ...toFields(typed), id: encodeGlobalId(table.name, typed.key) } as unknown as Row<Name>;
  };
  return { ...table, currentCondition, toRow };
}
