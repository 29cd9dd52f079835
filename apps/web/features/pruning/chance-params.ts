import { createLoader, createSerializer, type inferParserType, parseAsStringLiteral } from 'nuqs/server';

/** Whether pages show retention above chance, as stored in the URL; missing = as measured. */
export const chanceParsers = { chance: parseAsStringLiteral(['subtracted'] as const) };

export type Chance = inferParserType<typeof chanceParsers>['chance'];

/** Reads the switch from the URL of a request. */
export const loadChance = createLoader(chanceParsers);

const serialize = createSerializer(chanceParsers);

/** The argument `aboveChance` of the API. */
export function isAboveChance(chance: Chance): boolean {
  return chance !== null;
}

/** The address of a page that shows retentions in the same way. */
export function keepChance<Address extends string>(address: Address, aboveChance: boolean): Address {
  return serialize(address, { chance: aboveChance ? 'subtracted' : null }) as Address;
}
