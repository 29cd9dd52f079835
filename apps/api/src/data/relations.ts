import { Args, type ClassType, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { Connection } from '../paging/create-connection-type.ts';
import type { ListArgs } from '../paging/list-args.ts';
import type { AnyList, List } from './list.ts';
import type { ReaderContext } from './node-reader.ts';

/** A class that TypeGraphQL builds a schema from. */
export type ResolverClass = ClassType<object>;

/** Creates a field that leads from a type to other rows; the type holds their keys. */
type Relation<Parent extends object> = (of: ClassType<Parent>, name: string) => ResolverClass;

/** Fields of one type that lead to other rows, by field name. */
export function relations<Parent extends object>(
  of: ClassType<Parent>,
  fields: Readonly<Record<string, Relation<Parent>>>,
): readonly ResolverClass[] {
  return Object.entries(fields).map(([name, create]) => create(of, name));
}

/** The row whose key an object holds under `key`. */
export function row<Row extends object, Key extends string>(
  list: AnyList<Row>,
  key: Key,
  description: string,
): Relation<{ readonly [Name in Key]: string }> {
  return (of, name) => createRowField(of, list, key, { name, description });
}

/** The same if the key may be null. */
export function optionalRow<Row extends object, Key extends string>(
  list: AnyList<Row>,
  key: Key,
  description: string,
): Relation<{ readonly [Name in Key]: string | null }> {
  return (of, name) => createRowField(of, list, key, { name, description, nullable: true });
}

function createRowField<Row extends object>(
  of: ClassType<object>,
  list: AnyList<Row>,
  key: string,
  options: { readonly name: string; readonly description: string; readonly nullable?: true },
): ResolverClass {
  @Resolver(() => of)
  class RowField {
    @FieldResolver(() => list.type, options)
    find(@Root() parent: Readonly<Record<string, string | null>>, @Ctx() { reader }: ReaderContext): Promise<Row> | null {
      const found = getKey(parent, key);
      return found === null ? null : reader.getByKey(list, found);
    }
  }
  return RowField;
}

/** A link of a list, and the property of the parent that holds its key (default `key`). */
interface LinkFrom {
  readonly link: string;
  readonly by?: string;
}

type WithKey<From extends LinkFrom> = { readonly [Name in From extends { readonly by: infer By extends string } ? By : 'key']: string };

/** The rows that belong to an object, page by page. */
export function rows<Row extends object, Filter extends object, Order extends string, const From extends LinkFrom>(
  list: List<Row, Filter, Order>,
  { link, by = 'key' }: From,
  description: string,
): Relation<WithKey<From>> {
  if (list.links?.[link] === undefined) throw new Error(`${list.name} has no link "${link}"`);
  return (of, name) => {
    @Resolver(() => of)
    class RowsField {
      @FieldResolver(() => list.Page, { name, description })
      list(
        @Root() parent: Readonly<Record<string, string>>,
        @Args(() => list.Args) args: ListArgs<Filter, Order>,
        @Ctx() { reader }: ReaderContext,
      ): Promise<Connection<Row>> {
        return reader.listChildren(list, { link, key: getKey(parent, by) }, args);
      }
    }
    return RowsField;
  };
}

function getKey<Key extends string | null>(parent: Readonly<Record<string, Key>>, name: string): Key {
  const key = parent[name];
  if (key === undefined) throw new Error(`The parent holds no ${name}`);
  return key;
}

/** The root field that lists all rows of a noun. @param check refuses callers that may not see them */
export function listQuery<Row extends object, Filter extends object, Order extends string, Context extends object = object>(
  list: List<Row, Filter, Order>,
  name: string,
  description: string,
  check: (context: Context) => void = () => undefined,
): ResolverClass {
  @Resolver()
  class ListQuery {
    @Query(() => list.Page, { name, description })
    list(@Args(() => list.Args) args: ListArgs<Filter, Order>, @Ctx() context: ReaderContext & Context): Promise<Connection<Row>> {
      check(context);
      return context.reader.listPage(list, args);
    }
  }
  return ListQuery;
}
