/** Marks a branch that the types rule out: fails to compile when a union grows, throws when data lie about their type. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value ${JSON.stringify(value)}`);
}
