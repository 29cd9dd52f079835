import { getAt } from '@lamina/errors';

// Places follow from STATE_SIZE alone, and this is the innermost loop of every bootstrap: words are read unchecked.
const STATE_SIZE = 624;
const SHIFT_SIZE = 397;
const MATRIX_A = 0x9908b0df;
const UPPER_MASK = 0x80000000;
const LOWER_MASK = 0x7fffffff;
const ARRAY_SEED = 19650218;

/**
 * MT19937 seeded from an array of 32-bit words: the generator under Python's `random`.
 * Source: Matsumoto and Nishimura, mt19937ar.c (init_by_array, genrand_uint32), as used by CPython's Modules/_randommodule.c.
 * @param key uint32[n], n ≥ 1
 * @returns a function whose every call gives the next uint32
 */
export function createMersenneTwister(key: readonly number[]): () => number {
  const state = seedByArray(key);
  let position = STATE_SIZE;
  return () => {
    if (position === STATE_SIZE) {
      regenerate(state);
      position = 0;
    }
    return temper(state[position++] as number);
  };
}

function seedByInteger(seed: number): Uint32Array {
  const state = new Uint32Array(STATE_SIZE);
  state[0] = seed;
  for (let i = 1; i < STATE_SIZE; i++) {
    state[i] = Math.imul(1812433253, scramble(state[i - 1] as number)) + i;
  }
  return state;
}

function seedByArray(key: readonly number[]): Uint32Array {
  const state = seedByInteger(ARRAY_SEED);
  let i = 1;
  const advance = () => {
    i += 1;
    if (i === STATE_SIZE) {
      state[0] = state[STATE_SIZE - 1] as number;
      i = 1;
    }
  };
  for (let step = 0; step < Math.max(STATE_SIZE, key.length); step++) {
    const j = step % key.length;
    state[i] = ((state[i] as number) ^ Math.imul(scramble(state[i - 1] as number), 1664525)) + getAt(key, j) + j;
    advance();
  }
  for (let step = 1; step < STATE_SIZE; step++) {
    state[i] = ((state[i] as number) ^ Math.imul(scramble(state[i - 1] as number), 1566083941)) - i;
    advance();
  }
  state[0] = UPPER_MASK;
  return state;
}

function scramble(word: number): number {
  return word ^ (word >>> 30);
}

function regenerate(state: Uint32Array): void {
  // Three loops instead of index remainders, because this loop takes most of a bootstrap's time.
  for (let i = 0; i < STATE_SIZE - SHIFT_SIZE; i++)
    state[i] = (state[i + SHIFT_SIZE] as number) ^ twist(state[i] as number, state[i + 1] as number);
  for (let i = STATE_SIZE - SHIFT_SIZE; i < STATE_SIZE - 1; i++) {
    state[i] = (state[i + SHIFT_SIZE - STATE_SIZE] as number) ^ twist(state[i] as number, state[i + 1] as number);
  }
  state[STATE_SIZE - 1] = (state[SHIFT_SIZE - 1] as number) ^ twist(state[STATE_SIZE - 1] as number, state[0] as number);
}

function twist(high: number, low: number): number {
  const word = (high & UPPER_MASK) | (low & LOWER_MASK);
  return (word >>> 1) ^ (-(word & 1) & MATRIX_A);
}

function temper(word: number): number {
  let y = word ^ (word >>> 11);
  y ^= (y << 7) & 0x9d2c5680;
  y ^= (y << 15) & 0xefc60000;
  return (y ^ (y >>> 18)) >>> 0;
}
