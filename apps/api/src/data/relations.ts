import { Args, type ClassType, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { Connection } from '../paging/create-connection-type.ts';
import type { ListArgs } from '../paging/list-args.ts';
import type { AnyList, List } from './list.ts';
import type { ReaderContext } from './node-reader.ts';

/** A class that TypeGraphQL builds a schema from. */
export type ResolverClass = ClassType<object>;

/** A field of another type. */
interface RelationField<Parent extends object, Key> {
  /** The type that has the field. */
  readonly of: ClassType<Parent>;
  readonly name: string;
  readonly description: string;
  readonly key: (parent: Parent) => Key;
}

/** The root field that lists all rows of a noun. */
export function listQuery<Row extends object, Filter extends object, Order extends string>(
  list: List<Row, Filter, Order>,
  name: string,
  description: string,
): ResolverClass {
  @Resolver()
  class ListQuery {
    @Query(() => list.Page, { name, description })
    list(@Args(() => list.Args) args: ListArgs<Filter, Order>, @Ctx() { reader }: ReaderContext): Promise<Connection<Row>> {
      return reader.listPage(list, args);
    }
  }
  return ListQuery;
}

/** A field that lists the rows which belong to an object, by a link of their list. */
export function listField<Row extends object, Filter extends object, Order extends string, Parent extends object>(
  list: List<Row, Filter, Order>,
  { of, name, description, key, link }: RelationField<Parent, string> & { readonly link: string },
): ResolverClass {
  @Resolver(() => of)
  class ListField {
    @FieldResolver(() => list.Page, { name, description })
    list(
      @Root() parent: Parent,
      @Args(() => list.Args) args: ListArgs<Filter, Order>,
      @Ctx() { reader }: ReaderContext,
    ): Promise<Connection<Row>> {
      return reader.listChildren(list, { link, key: key(parent) }, args);
    }
  }
  return ListField;
}

/** A field that shows the row which an object refers to. */
export function rowField<Row extends object, Parent extends object>(
  list: AnyList<Row>,
  { of, name, description, key }: RelationField<Parent, string>,
): ResolverClass {
  @Resolver(() => of)
  class RowField {
    @FieldResolver(() => list.type, { name, description })
    find(@Root() parent: Parent, @Ctx() { reader }: ReaderContext): Promise<Row> {
      return reader.getByKey(list, key(parent));
    }
  }
  return RowField;
}

/** The same for an object that may refer to none. */
export function optionalRowField<Row extends object, Parent extends object>(
  list: AnyList<Row>,
  { of, name, description, key }: RelationField<Parent, string | null>,
): ResolverClass {
  @Resolver(() => of)
  class OptionalRowField {
    @FieldResolver(() => list.type, { name, nullable: true, description })
    find(@Root() parent: Parent, @Ctx() { reader }: ReaderContext): Promise<Row> | null {
      const found = key(parent);
      return found === null ? null : reader.getByKey(list, found);
    }
  }
  return OptionalRowField;
}
