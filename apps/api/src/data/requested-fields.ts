import { type DocumentNode, type GraphQLSchema, getNamedType, isEnumType, TypeInfo, visit, visitWithTypeInfo } from 'graphql';

const CURSOR_FIELDS = ['cursor', 'startCursor', 'endCursor'];

/** The fields of each type that a document selects. Rows are read with only the columns that these fields need. */
export class RequestedFields {
  readonly #fields = new Map<string, Set<string>>();
  readonly hasCursors: boolean;
  /** True if a selected enum has names that differ from its values. */
  readonly hasRenamedValues: boolean;

  /** The document must be valid. */
  constructor(schema: GraphQLSchema, document: DocumentNode) {
    const typeInfo = new TypeInfo(schema);
    let hasCursors = false;
    let hasRenamedValues = false;
    visit(
      document,
      visitWithTypeInfo(typeInfo, {
        Field: ({ name }) => {
          const parent = getNamedType(typeInfo.getParentType());
          if (parent === undefined || parent === null) return;
          const fields = this.#fields.get(parent.name) ?? new Set();
          this.#fields.set(parent.name, fields.add(name.value));
          hasCursors ||= CURSOR_FIELDS.includes(name.value);
          const type = getNamedType(typeInfo.getType());
          hasRenamedValues ||= isEnumType(type) && type.getValues().some((one) => one.name !== one.value);
        },
      }),
    );
    this.hasCursors = hasCursors;
    this.hasRenamedValues = hasRenamedValues;
  }

  /** True if this field of this type is selected, under the type's own name or under the Node interface. */
  has(typeName: string, field: string): boolean {
    return this.#fields.get(typeName)?.has(field) === true || this.#fields.get('Node')?.has(field) === true;
  }
}
