import { type ClassType, Field, Int, ObjectType } from 'type-graphql';
import { PageInfo } from './page-info.type.ts';

/** One row with the cursor of its position. */
export interface Edge<Row> {
  readonly cursor: string;
  readonly node: Row;
}

/** A page of a list. `countRows` is called only if a query selects totalCount. */
export interface Connection<Row> {
  readonly edges: readonly Edge<Row>[];
  readonly nodes: readonly Row[];
  readonly pageInfo: PageInfo;
  readonly countRows: () => Promise<number>;
}

/** The Relay connection type of one node type, and its edge type. */
export function createConnectionType<Row extends object>(noun: string, nodeType: ClassType<Row>): ClassType<Connection<Row>> {
  @ObjectType(`${noun}Edge`, { simpleResolvers: true, description: `One ${noun} in a list.` })
  class EdgeType implements Edge<Row> {
    @Field(() => String, { description: 'Opaque position of this row; it stays valid while rows are added.' })
    readonly cursor!: string;

    @Field(() => nodeType, { description: 'The row.' })
    readonly node!: Row;
  }

  @ObjectType(`${noun}Connection`, { description: `A page of ${noun} rows.` })
  class ConnectionType implements Connection<Row> {
    @Field(() => [EdgeType], { simple: true, description: 'The rows with their cursors.' })
    readonly edges!: readonly EdgeType[];

    @Field(() => [nodeType], { simple: true, description: 'The rows without cursors.' })
    readonly nodes!: readonly Row[];

    @Field(() => PageInfo, { simple: true, description: 'Position of this page in the whole list.' })
    readonly pageInfo!: PageInfo;

    readonly countRows!: () => Promise<number>;

    @Field(() => Int, { description: 'How many rows the filter matches, over all pages.' })
    totalCount(): Promise<number> {
      return this.countRows();
    }
  }
  return ConnectionType;
}
