import DataLoader from 'dataloader';
import type { Model } from '../nouns/model/model.type.ts';
import type { Connection } from '../paging/create-connection-type.ts';
import { isSameValue } from './is-same-value.ts';
import type { ListArgs } from './list-args.ts';
import { type NamedColumns, narrowColumns } from './narrow-columns.ts';
import type { NodeReader, ParentLink } from './node-reader.ts';
import type { NodeTable } from './node-table.ts';
import { NODE_TABLES } from './node-tables.ts';
import type { ListedTypeName, NodeTypes } from './node-types.ts';
import { PageConnection, type PageRecord } from './page-connection.ts';
import type { PageRequest } from './page-request.ts';
import { childCountsStatement, childPagesStatement, countStatement, pageStatement, rowsStatement } from './page-statements.ts';
import { type ChildColumns, readChildPages } from './read-child-pages.ts';
import type { RequestedFields } from './requested-fields.ts';
import type { SlowResults } from './slow-results.ts';
import { type Sql, sql } from './sql.ts';
import type { SqlReader } from './sql-reader.ts';
import { tableAsOf } from './table-as-of.ts';
import { toPageRequest } from './to-page-request.ts';

type Row<Name extends ListedTypeName> = NodeTypes[Name]['row'];
type Counted = { readonly parentKey: string; readonly count: number };

/** A table with the columns that one request needs. */
type NarrowTable<Name extends ListedTypeName> = NodeTable<Name> & NamedColumns;

/** One list of children, over all parents of the request that ask for it with the same arguments. */
interface ChildList {
  readonly name: ListedTypeName;
  readonly link: string;
  readonly args: object;
  readonly pages: DataLoader<string, Connection<unknown>>;
}

/** What a reader of one request works with. */
export interface NodeReaderParts {
  readonly sqlReader: SqlReader;
  /** Counts that were slow, of all requests. */
  readonly counts: SlowResults<number>;
  /** What was stored later is left out of every list; null = nothing is. */
  readonly cut?: Date | null | undefined;
}

/** Reads rows from PostgreSQL for one request; it remembers what the request has already read. */
export class DatabaseNodeReader implements NodeReader {
  readonly #sqlReader: SqlReader;
  readonly #counts: SlowResults<number>;
  readonly #cut: Date | null;
  readonly #known = new Map<string, unknown>();
  readonly #childLists: ChildList[] = [];
  #requested: RequestedFields | null = null;

  constructor({ sqlReader, counts, cut = null }: NodeReaderParts) {
    this.#sqlReader = sqlReader;
    this.#counts = counts;
    this.#cut = cut;
  }

  narrow(requested: RequestedFields): void {
    this.#requested = requested;
  }

  async listPage<Name extends ListedTypeName>(name: Name, args: ListArgs<Name>): Promise<Connection<Row<Name>>> {
    const table = this.#findTable(name);
    const request = this.#toRequest(table, args, true);
    const records = this.#isRead(name, request) ? await this.#sqlReader.readRows<PageRecord>(pageStatement(table, request)) : [];
    return new PageConnection({
      records,
      request,
      toRow: table.toRow,
      countRows: () => this.#count(countStatement(table, request.conditions)),
    });
  }

  listChildren<Name extends ListedTypeName>(name: Name, { link, key }: ParentLink, args: ListArgs<Name>): Promise<Connection<Row<Name>>> {
    // Asked once per parent: an operation has few lists, and finding one among them costs less than a text of its arguments.
    let list = this.#childLists.find((known) => known.name === name && known.link === link && isSameValue(known.args, args));
    if (list === undefined) {
      list = { name, link, args, pages: this.#openChildPages(name, link, args) };
      this.#childLists.push(list);
    }
    return list.pages.load(key) as Promise<Connection<Row<Name>>>;
  }

  findByKey<Name extends ListedTypeName>(name: Name, key: string): Promise<Row<Name> | null> {
    const table = this.#findTable(name);
    return this.#rowLoader(table, `${name} by key`, table.key, 'uuid').load(key);
  }

  /** Rows by key in one statement, null where unknown. */
  async findByKeys<Name extends ListedTypeName>(name: Name, keys: readonly string[]): Promise<readonly (Row<Name> | null)[]> {
    return Promise.all(keys.map((key) => this.findByKey(name, key)));
  }

  async getByKey<Name extends ListedTypeName>(name: Name, key: string): Promise<Row<Name>> {
    const row = await this.findByKey(name, key);
    if (row === null) throw new Error(`${name} ${key} is referred to but not stored`);
    return row;
  }

  findModelBySlug(slug: string): Promise<Model | null> {
    return this.#rowLoader(this.#findTable('Model'), 'Model by slug', sql`m."slug"`, 'text').load(slug);
  }

  clear(): void {
    this.#known.clear();
    this.#childLists.length = 0;
  }

  /** Whether a page has anything to show: its rows, or whether there are any. */
  #isRead(name: ListedTypeName, { first }: PageRequest): boolean {
    return first > 0 || this.#requested?.has(`${name}Connection`, 'pageInfo') !== false;
  }

  /** Counting reads every row: a count that took long is kept for a while. */
  #count(statement: Sql): Promise<number> {
    return this.#counts.get(JSON.stringify([statement.text, statement.values]), async () => {
      const [row] = await this.#sqlReader.readRows<Counted>(statement);
      return row?.count ?? 0;
    });
  }

  #openChildPages<Name extends ListedTypeName>(
    name: Name,
    linkName: string,
    args: ListArgs<Name>,
  ): DataLoader<string, Connection<Row<Name>>> {
    const table = this.#findTable(name);
    const link = table.links[linkName];
    if (link === undefined) throw new Error(`${name} has no link "${linkName}"`);
    const { constantOrder = [] } = link;
    const defaultOrder = table.defaultOrder.filter(({ field }) => !constantOrder.includes(field));
    const request = this.#toRequest({ ...table, defaultOrder }, args, link.isCurrentOnly);
    const counts = new DataLoader<string, number>(async (keys) => {
      const rows = await this.#sqlReader.readRows<Counted>(childCountsStatement(table, link.column, keys, request.conditions));
      const byParent = new Map(rows.map(({ parentKey, count }) => [parentKey, count]));
      return keys.map((key) => byParent.get(key) ?? 0);
    });
    return new DataLoader(async (keys) => {
      const statement = childPagesStatement(table, link.column, keys, request);
      const [row] = this.#isRead(name, request) ? await this.#sqlReader.readRows<ChildColumns>(statement) : [];
      const pages = readChildPages(row ?? { columns: {} }, keys.length);
      return keys.map(
        (key, index) => new PageConnection({ records: pages[index] ?? [], request, toRow: table.toRow, countRows: () => counts.load(key) }),
      );
    });
  }

  #toRequest<Name extends ListedTypeName>(table: NodeTable<Name>, args: ListArgs<Name>, isCurrentOnly: boolean): PageRequest {
    const hasCursors = this.#requested === null || this.#requested.hasCursors;
    return { ...toPageRequest(table, args, isCurrentOnly && !isAllRevisions(args.filter)), hasCursors };
  }

  #rowLoader<Name extends ListedTypeName>(
    table: NarrowTable<Name>,
    loaderName: string,
    column: Sql,
    type: 'uuid' | 'text',
  ): DataLoader<string, Row<Name> | null> {
    const load = async (values: readonly string[]): Promise<readonly (Row<Name> | null)[]> => {
      const records = await this.#sqlReader.readRows<PageRecord>(rowsStatement(table, column, values, type));
      const byValue = new Map(records.map((record) => [record.lookup, table.toRow(record)]));
      return values.map((value) => byValue.get(value) ?? null);
    };
    return this.#remember(loaderName, () => new DataLoader(load));
  }

  /** The table of this type, with the columns that the request needs. */
  #findTable<Name extends ListedTypeName>(name: Name): NarrowTable<Name> {
    return this.#remember(`table ${name}`, () => {
      const present: NodeTable<Name> = NODE_TABLES[name];
      const table = this.#cut === null ? present : tableAsOf(present, this.#cut);
      const hasId = this.#requested === null || this.#requested.has(name, 'id');
      return { ...table, ...narrowColumns(table, this.#requested), toRow: hasId ? table.toRow : table.toBareRow };
    });
  }

  /** What is made once per request under this name: loaders among it, so that their calls find each other. */
  #remember<Value>(name: string, create: () => Value): Value {
    const known = this.#known.get(name);
    if (known !== undefined) return known as Value;
    const value = create();
    this.#known.set(name, value);
    return value;
  }
}

function isAllRevisions(filter: object | null | undefined): boolean {
  return filter !== null && filter !== undefined && 'allRevisions' in filter && filter.allRevisions === true;
}
