import { type Sql, sql } from '@lamina/database';
import DataLoader from 'dataloader';
import type { Connection } from '../paging/create-connection-type.ts';
import type { ListArgs } from '../paging/list-args.ts';
import { type Columns, type SelectedColumns, selectColumns } from './columns.ts';
import { withCut } from './cut.ts';
import { isAllRevisions } from './filters.ts';
import { isSameValue } from './is-same-value.ts';
import type { AnyList, List } from './list.ts';
import { PageConnection, type PageRecord } from './page-connection.ts';
import { type PageRequest, toPageRequest } from './page-request.ts';
import { childCountsStatement, childPagesStatement, countStatement, pageStatement, rowsStatement } from './page-statements.ts';
import { type ChildColumns, readChildPages } from './read-child-pages.ts';
import type { RequestedFields } from './requested-fields.ts';
import type { SqlReader } from './sql-reader.ts';

type Counted = { readonly parentKey: string; readonly count: number };

/** A list with only the columns that one request needs. */
type NarrowList<Row extends object> = Omit<AnyList<Row>, 'columns'> & SelectedColumns;

/** A parent row, and the link in the child's list that refers to it. */
export interface ParentLink {
  readonly link: string;
  readonly key: string;
}

/** The part of a request that resolvers need for reading. */
export interface ReaderContext {
  readonly reader: NodeReader;
}

/** One child list for all parents of a request that use the same arguments. */
interface ChildList {
  readonly list: object;
  readonly link: string;
  readonly args: object;
  readonly pages: DataLoader<string, Connection<object>>;
}

/** The parts of one request's reader. */
export interface NodeReaderParts {
  readonly sqlReader: SqlReader;
  /** Rows that were stored later are excluded from every list; undefined = no limit. */
  readonly cut?: Date | undefined;
}

/**
 * Reads rows from PostgreSQL for one request, and caches the rows that the request has read. Calls in the same event-loop tick with the same arguments
 * become one statement.
 */
export class NodeReader {
  readonly #parts: NodeReaderParts;
  readonly #narrowed = new Map<object, unknown>();
  readonly #byKey = new Map<object, unknown>();
  readonly #byName = new Map<object, unknown>();
  readonly #childLists: ChildList[] = [];
  #requested: RequestedFields | null = null;

  constructor(parts: NodeReaderParts) {
    this.#parts = parts;
  }

  /** Limits the columns to those that these fields need. Must be called before anything is read. */
  narrow(requested: RequestedFields): void {
    this.#requested = requested;
  }

  /** True if the request may read one of these fields of a type: it may read all if they are not known. */
  mayRead(typeName: string, ...fields: readonly string[]): boolean {
    return this.#requested === null || fields.some((field) => this.#requested?.has(typeName, field));
  }

  /** Forgets the rows that were read, so that later reads see the present. For a subscription, which outlives its first event. */
  forget(): void {
    this.#byKey.clear();
    this.#byName.clear();
    this.#childLists.length = 0;
  }

  /** One page of a whole list. */
  async listPage<Row extends object, Filter extends object, Order extends string>(
    handle: List<Row, Filter, Order>,
    args: ListArgs<Filter, Order>,
  ): Promise<Connection<Row>> {
    const list = this.#narrow<Row>(handle);
    const request = this.#toRequest(list, args, true);
    const records = this.#isRead(list, request) ? await this.#parts.sqlReader.readRows<PageRecord>(pageStatement(list, request)) : [];
    const countRows = (): Promise<number> => this.#count(countStatement(list, request.conditions));
    return new PageConnection({ records, request, toRow: list.toRow, countRows });
  }

  /** One page of the rows that belong to one parent. @param toListArgs makes the list's arguments of the field's own, once for all parents */
  listChildren<Row extends object, Filter extends object, Order extends string, Args extends object = ListArgs<Filter, Order>>(
    handle: List<Row, Filter, Order>,
    { link, key }: ParentLink,
    args: Args,
    toListArgs: (args: Args) => ListArgs<Filter, Order> = (same) => same as ListArgs<Filter, Order>,
  ): Promise<Connection<Row>> {
    // Runs once per parent. An operation has few lists, so a linear search costs less than serializing the arguments.
    let children = this.#childLists.find((open) => open.list === handle && open.link === link && isSameValue(open.args, args));
    if (children === undefined) {
      children = { list: handle, link, args, pages: this.#openChildPages<Row>(handle, link, toListArgs(args)) };
      this.#childLists.push(children);
    }
    return children.pages.load(key) as Promise<Connection<Row>>;
  }

  /** The row with this key, or null. */
  findByKey<Row extends object>(handle: AnyList<Row>, key: string): Promise<Row | null> {
    return remember(this.#byKey, handle, () => this.#openRows(handle, handle.key, 'uuid')).load(key);
  }

  /** Rows by key in one statement, null where unknown. */
  async findByKeys<Row extends object>(list: AnyList<Row>, keys: readonly string[]): Promise<readonly (Row | null)[]> {
    return Promise.all(keys.map((key) => this.findByKey(list, key)));
  }

  /** The row with this key, to which another row refers. @throws Error if it does not exist. */
  async getByKey<Row extends object>(list: AnyList<Row>, key: string): Promise<Row> {
    const row = await this.findByKey(list, key);
    if (row === null) throw new Error(`${list.name} ${key} is referred to but not stored`);
    return row;
  }

  /** The row with this name, or null; of lists that have names. */
  findByName<Row extends object>(handle: AnyList<Row>, name: string): Promise<Row | null> {
    const { nameColumn } = handle;
    if (nameColumn === undefined) throw new Error(`${handle.name} has no names`);
    return remember(this.#byName, handle, () => this.#openRows(handle, nameColumn, 'text')).load(name);
  }

  /** True if rows must be read: to show them, or to know whether there are any. */
  #isRead({ name }: Pick<AnyList, 'name'>, { first }: PageRequest): boolean {
    return first > 0 || this.mayRead(`${name}Connection`, 'pageInfo');
  }

  async #count(statement: Sql): Promise<number> {
    const [row] = await this.#parts.sqlReader.readCounts<Counted>(statement);
    if (row === undefined) throw new Error('A count answered no row');
    return row.count;
  }

  #openChildPages<Row extends object>(handle: AnyList<Row>, linkName: string, args: ListArgs<object, string>) {
    const list = this.#narrow(handle);
    const link = list.links?.[linkName];
    if (link === undefined) throw new Error(`${list.name} has no link "${linkName}"`);
    const { constantOrder = [], isCurrentOnly = false } = link;
    const defaultOrder = list.defaultOrder.filter(({ field }) => !constantOrder.includes(field));
    const request = this.#toRequest({ ...list, defaultOrder }, args, isCurrentOnly);
    const counts = new DataLoader<string, number>(async (keys) => {
      const rows = await this.#parts.sqlReader.readCounts<Counted>(childCountsStatement(list, link.column, keys, request.conditions));
      const byParent = new Map(rows.map(({ parentKey, count }) => [parentKey, count]));
      // Parents without children are missing from the statement's rows.
      return keys.map((key) => byParent.get(key) ?? 0);
    });
    return new DataLoader<string, Connection<Row>>(async (keys) => {
      const pages = await this.#readChildPages(list, childPagesStatement(list, link.column, keys, request), {
        count: keys.length,
        isRead: this.#isRead(list, request),
      });
      return keys.map((key, index) => {
        // Pages that are only counted are not read.
        const records = pages[index] ?? [];
        return new PageConnection({ records, request, toRow: list.toRow, countRows: counts.load.bind(counts, key) });
      });
    });
  }

  async #readChildPages(list: SelectedColumns, statement: Sql, { count, isRead }: { readonly count: number; readonly isRead: boolean }) {
    if (!isRead) return [];
    const [row] = await this.#parts.sqlReader.readRows<ChildColumns>(statement);
    if (row === undefined) throw new Error('A document of children answered no row');
    return readChildPages(row, list.timeNames, count);
  }

  #toRequest<Row extends object>(list: NarrowList<Row>, args: ListArgs<object, string>, isCurrentOnly: boolean): PageRequest {
    const hasCursors = this.#requested === null || this.#requested.hasCursors;
    return { ...toPageRequest(list, args, isCurrentOnly && !isAllRevisions(args.filter)), hasCursors };
  }

  #openRows<Row extends object>(handle: AnyList<Row>, column: Sql, type: 'uuid' | 'text'): DataLoader<string, Row | null> {
    const list = this.#narrow(handle);
    return new DataLoader(async (values: readonly string[]): Promise<readonly (Row | null)[]> => {
      const records = await this.#parts.sqlReader.readRows<PageRecord>(rowsStatement(list, column, values, type));
      const byValue = new Map(records.map((record) => [record.lookup, list.toRow(record)]));
      return values.map((value) => byValue.get(value) ?? null);
    });
  }

  /** The list as of the request's release, with the columns that the request needs. */
  #narrow<Row extends object>(handle: AnyList<Row>): NarrowList<Row> {
    return remember(this.#narrowed, handle, () => {
      const { cut } = this.#parts;
      const list = cut === undefined ? handle : listAsOf(handle, cut);
      const toRow = this.mayRead(list.name, 'id') ? list.toRow : list.toBareRow;
      return { ...list, ...narrowColumns(list, this.#requested), toRow };
    });
  }
}

/** The columns to read for rows of a list; all columns if the requested fields are unknown, the key if they need none. */
export function narrowColumns<Row extends object>(list: AnyList<Row>, requested: RequestedFields | null): SelectedColumns {
  const isNeeded = (field: string): boolean =>
    requested === null || requested.has(list.name, field) || (field === 'id' && requested.hasCursors);
  const needed = Object.entries(list.fieldColumns ?? {}).filter(([field]) => isNeeded(field));
  const columns: Columns = Object.assign({}, list.columns, ...needed.map(([, extra]) => extra));
  return selectColumns(Object.keys(columns).length > 0 ? columns : { key: list.key });
}

/** Returns the object cached for this list, or creates it. Loaders are cached so that their calls can be batched. */
function remember<Value>(values: Map<object, unknown>, list: object, create: () => Value): Value {
  const found = values.get(list);
  if (found !== undefined) return found as Value;
  const value = create();
  values.set(list, value);
  return value;
}

/**
 * A list as of the cut-off time of a release: it holds rows stored until then, and a model's current revision is the newest of that time. Types
 * without measured data (jobs, tokens, releases …) do not change.
 */
function listAsOf<Row extends object>(list: AnyList<Row>, cut: Date): AnyList<Row> {
  const { storedAt } = list;
  if (storedAt === undefined) return list;
  const revision = sql`(SELECT past."id" FROM "ModelRevision" past WHERE past."modelId" = m."id" AND past."createdAt" <= ${cut}
    ORDER BY past."createdAt" DESC, past."id" DESC LIMIT 1)`;
  return {
    ...list,
    from: list.fromRevision?.(revision) ?? list.from,
    listConditions: (filter) => list.listConditions(filter).map((condition) => withCut(condition, cut)),
    baseConditions: [...list.baseConditions, sql`${storedAt} <= ${cut}`],
    ...(list.currentCondition && { currentCondition: sql`r."id" = ${revision}` }),
  };
}
