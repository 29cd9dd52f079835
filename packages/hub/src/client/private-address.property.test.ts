import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { openConnectGuard } from './hub-client.ts';
import { isPrivateAddress } from './private-address.ts';

type Bytes = readonly [number, number, number, number];
const byte = fc.integer({ min: 0, max: 255 });

/** Addresses of the networks that RFC 6890 keeps off the internet. */
const privateBytes: fc.Arbitrary<Bytes> = fc.oneof(
  fc.tuple(fc.constantFrom(0, 10, 127), byte, byte, byte),
  fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), byte, byte),
  fc.tuple(fc.constant(192), fc.constant(168), byte, byte),
  fc.tuple(fc.constant(169), fc.constant(254), byte, byte),
  fc.tuple(fc.constant(100), fc.integer({ min: 64, max: 127 }), byte, byte),
  fc.tuple(fc.integer({ min: 224, max: 255 }), byte, byte, byte),
);
/** Addresses that no such network holds. */
const publicBytes: fc.Arbitrary<Bytes> = fc.tuple(fc.constantFrom(1, 8, 52, 93, 140, 151, 185, 203), fc.constant(1), byte, byte);

const hex = (value: number): string => value.toString(16);
const number = ([a, b, c, d]: Bytes): number => ((a * 256 + b) * 256 + c) * 256 + d;
/** Every way in which a redirect can write one IPv4 address. */
const WAYS: readonly ((bytes: Bytes) => string)[] = [
  (bytes) => bytes.join('.'),
  (bytes) => String(number(bytes)),
  (bytes) => `0x${hex(number(bytes))}`,
  (bytes) => bytes.map((part) => `0${part.toString(8)}`).join('.'),
  (bytes) => bytes.map((part) => `0x${hex(part)}`).join('.'),
  ([a, b, c, d]) => `${a}.${b}.${c * 256 + d}`,
  ([a, b, c, d]) => `${a}.${(b * 256 + c) * 256 + d}`,
  (bytes) => `${bytes.join('.')}.`,
  (bytes) => `[::ffff:${bytes.join('.')}]`,
  ([a, b, c, d]) => `[::ffff:${hex(a * 256 + b)}:${hex(c * 256 + d)}]`,
  ([a, b, c, d]) => `[0:0:0:0:0:ffff:${hex(a * 256 + b)}:${hex(c * 256 + d)}]`,
  ([a, b, c, d]) => `[64:ff9b::${hex(a * 256 + b)}:${hex(c * 256 + d)}]`,
];

describe('a redirect of a public hub', () => {
  const guard = openConnectGuard(new URL('https://8.8.8.8'), isPrivateAddress);
  const isRefused = async (host: string): Promise<boolean> => {
    const { checkHost } = (await guard) ?? { checkHost: () => undefined };
    try {
      checkHost(new URL(`http://${host}/secrets`).hostname);
      return false;
    } catch (error) {
      expect(error).toMatchObject({ code: 'FORBIDDEN' });
      return true;
    }
  };

  it('reaches no private address, however it is written', () =>
    fc.assert(
      fc.asyncProperty(privateBytes, fc.constantFrom(...WAYS), async (bytes, write) => {
        expect([write(bytes), await isRefused(write(bytes))]).toEqual([write(bytes), true]);
      }),
      { numRuns: 1000 },
    ));

  it('reaches public addresses, however they are written', () =>
    fc.assert(
      fc.asyncProperty(publicBytes, fc.constantFrom(...WAYS), async (bytes, write) => {
        expect([write(bytes), await isRefused(write(bytes))]).toEqual([write(bytes), false]);
      }),
    ));

  it('reaches no private IPv6 address', () =>
    fc.assert(
      fc.asyncProperty(fc.constantFrom('fc', 'fd', 'fe8', 'fea', 'fec', 'ff0'), fc.ipV6(), async (start, tail) => {
        const host = `[${`${start}0000`.slice(0, 4)}::${tail.split(':').at(-1)?.replace(/.*\./, '') || '1'}]`;
        expect([host, await isRefused(host)]).toEqual([host, true]);
      }),
    ));

  it('by a name whose answer is private ends at the lookup that the connection itself makes', async () => {
    const lookup = (await guard)?.lookupFor('localhost');
    await expect(promisify(lookup as never)('localhost' as never, { all: true } as never)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});
