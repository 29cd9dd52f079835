import DataLoader from 'dataloader';
import { type Sql, sql } from '../database/sql.ts';
import type { SqlReader } from '../database/sql-reader.ts';
import type { Model } from '../modules/model/model.type.ts';
import type { Connection } from '../paging/create-connection-type.ts';
import type { ListArgs } from '../paging/list-args.ts';
import { childCountsStatement, childPagesStatement, countStatement, pageStatement, rowsStatement } from '../paging/page-statements.ts';
import { type PageRecord, toConnection } from '../paging/to-connection.ts';
import type { NodeReader, ParentLink } from './node-reader.ts';
import type { NodeTable } from './node-table.ts';
import { NODE_TABLES } from './node-tables.ts';
import type { ListedTypeName, NodeTypes } from './node-types.ts';
import { toPageRequest } from './to-page-request.ts';

type Row<Name extends ListedTypeName> = NodeTypes[Name]['row'];
type Counted = { readonly parentKey: string; readonly count: number };

/** Reads rows from PostgreSQL for one request; it remembers what the request has already read. */
export class DatabaseNodeReader implements NodeReader {
  readonly #sqlReader: SqlReader;
  readonly #loaders = new Map<string, unknown>();

  constructor(sqlReader: SqlReader) {
    this.#sqlReader = sqlReader;
  }

  async listPage<Name extends ListedTypeName>(name: Name, args: ListArgs<Name>): Promise<Connection<Row<Name>>> {
    const table: NodeTable<Name> = NODE_TABLES[name];
    const request = toPageRequest(table, args, !isAllRevisions(args.filter));
    const records = await this.#sqlReader.readRows<PageRecord>(pageStatement(table, request));
    const countRows = async (): Promise<number> => {
      const [row] = await this.#sqlReader.readRows<Counted>(countStatement(table, request.conditions));
      return row?.count ?? 0;
    };
    return toConnection({ records, request, toRow: table.toRow, countRows });
  }

  async listChildren<Name extends ListedTypeName>(name: Name, parent: ParentLink, args: ListArgs<Name>): Promise<Connection<Row<Name>>> {
    const table: NodeTable<Name> = NODE_TABLES[name];
    const link = table.links[parent.link];
    if (link === undefined) throw new Error(`${name} has no link "${parent.link}"`);
    const request = toPageRequest(table, args, link.isCurrentOnly && !isAllRevisions(args.filter));
    const loaderName = `${name} by ${parent.link} ${JSON.stringify(args)}`;

    const pages = this.#loader<readonly PageRecord[]>(loaderName, async (keys) => {
      const records = await this.#sqlReader.readRows<PageRecord>(childPagesStatement(table, link.column, keys, request));
      const byParent = Map.groupBy(records, ({ parentKey }) => parentKey);
      return keys.map((key) => byParent.get(key) ?? []);
    });
    const counts = this.#loader<number>(`count of ${loaderName}`, async (keys) => {
      const rows = await this.#sqlReader.readRows<Counted>(childCountsStatement(table, link.column, keys, request.conditions));
      const byParent = new Map(rows.map(({ parentKey, count }) => [parentKey, count]));
      return keys.map((key) => byParent.get(key) ?? 0);
    });
    return toConnection({
      records: await pages.load(parent.key),
      request,
      toRow: table.toRow,
      countRows: () => counts.load(parent.key),
    });
  }

  findByKey<Name extends ListedTypeName>(name: Name, key: string): Promise<Row<Name> | null> {
    const table: NodeTable<Name> = NODE_TABLES[name];
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
    return this.#rowLoader(NODE_TABLES.Model, 'Model by slug', sql`m."slug"`, 'text').load(slug);
  }

  clear(): void {
    this.#loaders.clear();
  }

  #rowLoader<Name extends ListedTypeName>(
    table: NodeTable<Name>,
    loaderName: string,
    column: Sql,
    type: 'uuid' | 'text',
  ): DataLoader<string, Row<Name> | null> {
    return this.#loader<Row<Name> | null>(loaderName, async (values) => {
      const records = await this.#sqlReader.readRows<PageRecord>(rowsStatement(table, column, values, type));
      const byValue = new Map(records.map((record) => [record.lookup, table.toRow(record)]));
      return values.map((value) => byValue.get(value) ?? null);
    });
  }

  /** The loader of this name: one per kind of read, so that its calls find each other. */
  #loader<Value>(name: string, load: (keys: readonly string[]) => Promise<readonly Value[]>): DataLoader<string, Value> {
    const known = this.#loaders.get(name);
    if (known !== undefined) return known as DataLoader<string, Value>;
    const loader = new DataLoader<string, Value>(load);
    this.#loaders.set(name, loader);
    return loader;
  }
}

function isAllRevisions(filter: object | null | undefined): boolean {
  return filter !== null && filter !== undefined && 'allRevisions' in filter && filter.allRevisions === true;
}
