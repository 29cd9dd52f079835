/** Marks a branch that the types exclude. It fails to compile when a union grows, and throws when data do not match their type. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value ${JSON.stringify(value)}`);
}
