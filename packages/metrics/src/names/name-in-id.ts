/** The name in an id of a definition: `block-influence` in `block-influence@1`. */
export type NameInId<Id extends string> = Id extends `${infer Name}@${string}` ? Name : Id;

/** The name in an id, without the version of the definition. */
export function nameInId<const Id extends string>(id: Id): NameInId<Id> {
  return id.replace(/@.*$/, '') as NameInId<Id>;
}
