import { AppError, getAt } from '@lamina/errors';
import { createMersenneTwister } from './mersenne-twister.ts';

/** A seeded generator. Every method returns the same values as CPython's `random.Random(seed)` for the same calls in the same order. */
export interface Random {
  /** `Random.random()`: float64 in [0, 1) with 53 random bits. */
  random(): number;
  /** `Random.getrandbits(bits)`: integer in [0, 2^bits). @param bits 1..32. @throws AppError BAD_USER_INPUT outside that range */
  getRandomBits(bits: number): number;
  /** `Random.randrange(limit)`: integer in [0, limit), every value equally likely. @param limit 1..2^31. @throws AppError BAD_USER_INPUT outside that range */
  randomBelow(limit: number): number;
  /** `Random.shuffle(list)`, on a copy: the items in random order. */
  shuffle<T>(items: readonly T[]): T[];
  /** `Random.sample(items, count)`: distinct places in random order. @throws AppError BAD_USER_INPUT unless count is an integer in 0..items.length */
  sample<T>(items: readonly T[], count: number): T[];
}

/**
 * Creates the seeded generator every random choice of the product comes from.
 * Source: CPython 3.11, Modules/_randommodule.c (random_seed, random_random) and Lib/random.py (shuffle, sample, _randbelow_with_getrandbits).
 * @param seed safe integer; its sign is dropped, as in Python
 * @throws AppError BAD_USER_INPUT when the seed is not a safe integer
 */
export function createRandom(seed: number): Random {
  if (!Number.isSafeInteger(seed)) {
    throw new AppError('BAD_USER_INPUT', `Seed ${seed} is not an integer of at most 2^53 − 1; give a whole number such as 0.`);
  }
  const nextWord = createMersenneTwister(seedKey(seed));
  const randomBelow = (limit: number) => drawBelow(nextWord, limit);
  return {
    random: () => ((nextWord() >>> 5) * 67108864 + (nextWord() >>> 6)) / 9007199254740992,
    getRandomBits: (bits) => drawBits(nextWord, bits),
    randomBelow,
    shuffle: (items) => shuffled(items, randomBelow),
    sample: (items, count) => sampled(items, count, randomBelow),
  };
}

/** CPython seeds with the magnitude's 32-bit words, lowest first. */
function seedKey(seed: number): readonly number[] {
  const magnitude = Math.abs(seed);
  const high = Math.floor(magnitude / 2 ** 32);
  return high === 0 ? [magnitude] : [magnitude % 2 ** 32, high];
}

function drawBits(nextWord: () => number, bits: number): number {
  if (!Number.isInteger(bits) || bits < 1 || bits > 32) {
    throw new AppError('BAD_USER_INPUT', `${bits} random bits were asked for; ask for 1 to 32.`);
  }
  return nextWord() >>> (32 - bits);
}

function drawBelow(nextWord: () => number, limit: number): number {
  if (!Number.isInteger(limit) || limit < 1 || limit > 2 ** 31) {
    throw new AppError('BAD_USER_INPUT', `A random integer below ${limit} was asked for; the limit must be an integer in 1..2^31.`);
  }
  const bits = 32 - Math.clz32(limit);
  let value = drawBits(nextWord, bits);
  while (value >= limit) {
    value = drawBits(nextWord, bits);
  }
  return value;
}

function shuffled<T>(items: readonly T[], randomBelow: (limit: number) => number): T[] {
  const order = [...items];
  for (let i = order.length - 1; i >= 1; i--) {
    const j = randomBelow(i + 1);
    [order[i], order[j]] = [order[j] as T, order[i] as T];
  }
  return order;
}

function sampled<T>(items: readonly T[], count: number, randomBelow: (limit: number) => number): T[] {
  if (!Number.isInteger(count) || count < 0 || count > items.length) {
    throw new AppError(
      'BAD_USER_INPUT',
      `A sample of ${count} from ${items.length} items was asked for; the count must be an integer in 0..${items.length}.`,
    );
  }
  const places =
    items.length <= poolLimit(count) ? placesFromPool(items.length, count, randomBelow) : placesFromSet(items.length, count, randomBelow);
  return places.map((place) => items[place] as T);
}

/** Up to this many items CPython copies the list and draws without repeats; above it, it draws places and rejects repeats. The two consume different numbers. */
function poolLimit(count: number): number {
  return count > 5 ? 21 + 4 ** Math.ceil(Math.log(count * 3) / Math.log(4)) : 21;
}

function placesFromPool(size: number, count: number, randomBelow: (limit: number) => number): number[] {
  const pool = Array.from({ length: size }, (_, place) => place);
  return Array.from({ length: count }, (_, i) => {
    const j = randomBelow(size - i);
    const place = getAt(pool, j);
    pool[j] = getAt(pool, size - i - 1);
    return place;
  });
}

function placesFromSet(size: number, count: number, randomBelow: (limit: number) => number): number[] {
  const selected = new Set<number>();
  while (selected.size < count) {
    selected.add(randomBelow(size));
  }
  return [...selected];
}
