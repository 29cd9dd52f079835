import { createHash } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { type Database, forgetFullBudgets, spendBudget } from '@lamina/database';
import { AppError } from '@lamina/errors';
import { identityOf, type Viewer } from './viewer.ts';

/** Groups of 16 bits that identify the network of an IPv6 address. */
const NETWORK_GROUPS = 4;

/**
 * The part of an address that identifies a caller: an IPv4 address, or the /64 network of an IPv6 address, because one machine may use every address of
 * its network. An IPv4 address that is written as IPv6 (`::ffff:192.0.2.1`) is an IPv4 address.
 */
export function maskAddress(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  const plain = address.replace(/%.*$/, '');
  if (!isIPv6(plain)) return address;
  // The URL parser writes an address in its shortest form, without leading zeros; `::` is written out here.
  const [head = '', tail] = new URL(`http://[${plain}]`).hostname.slice(1, -1).split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0');
  return `${[...left, ...zeros, ...right].slice(0, NETWORK_GROUPS).join(':')}::/64`;
}

/** How many points of cost a caller may spend per minute. */
export interface RateLimits {
  /** For one address, without a token. */
  readonly anonymous: number;
  /** For one token, or for one person that a token acts for. */
  readonly token: number;
}

/** Current state of a caller's budget. */
export interface RateState {
  /** Points of a full budget: what may be spent at once, and what is refilled in a minute. */
  readonly limit: number;
  /** Points left. */
  readonly remaining: number;
  /** Seconds until the budget is full. */
  readonly resetSeconds: number;
}

/** The budget of one caller during one request. */
export interface CallerBudget {
  readonly state: RateState;
  /** Spends points. @throws RateLimitedError if fewer are left; AppError COST_LIMIT_EXCEEDED if a full budget holds fewer. */
  spend(points: number): Promise<void>;
  /** Gives points back that were spent before and not needed. */
  giveBack(points: number): Promise<void>;
}

/** More than a page or a notebook spends. An address may send one of the dearest requests at once, which keeps its harm to others small. */
export const RATE_LIMIT_DEFAULTS: RateLimits = { anonymous: 1200, token: 12_000 };
/** Rows for one point; GitHub's formula. */
const ROWS_PER_POINT = 100;
const WINDOW_SECONDS = 60;
/** How often rows of callers that are gone are deleted. */
const FORGET_MS = 60_000;
/** For how long a process repeats a refusal without asking the database: a caller that sends without end costs one statement a second. */
const REFUSED_MS = 1000;

/** Points of a request that touches a number of rows; at least 1. */
export function toPoints(rows: number): number {
  return Math.max(1, Math.ceil(rows / ROWS_PER_POINT));
}

/** Budgets in the database, shared by all API processes: per token and person that it acts for, or per address without a token. */
export class RateLimiter {
  readonly #database: Database;
  readonly #limits: RateLimits;
  /** The newest refusal of each caller, and until when it is repeated. */
  readonly #refusals = new Map<string, { readonly error: RateLimitedError; readonly points: number; readonly untilMs: number }>();
  readonly #timer: NodeJS.Timeout;

  constructor(database: Database, limits: RateLimits) {
    this.#database = database;
    this.#limits = limits;
    this.#timer = setInterval(() => {
      this.#refusals.clear();
      // A failure changes no answer: the rows are deleted the next time.
      void forgetFullBudgets(database).catch(() => undefined);
    }, FORGET_MS).unref();
  }

  /** The caller's budget, after one point for the request. @throws RateLimitedError if none is left. */
  async admit(viewer: Viewer | null, address: string): Promise<CallerBudget> {
    const kind = viewer === null ? 'anonymous' : 'token';
    const limit = this.#limits[kind];
    const identity = viewer === null ? maskAddress(address) : identityOf(viewer);
    const caller = createHash('sha256').update(`${kind} ${identity}`).digest('hex');
    const change = async (points: number): Promise<RateState> => {
      const refusal = this.#refusals.get(caller);
      if (refusal !== undefined && points >= refusal.points && performance.now() < refusal.untilMs) throw refusal.error;
      const seconds = (points * WINDOW_SECONDS) / limit;
      const { isSpent, untilFullSeconds } = await spendBudget(this.#database, { caller, seconds, fullSeconds: WINDOW_SECONDS });
      const state = toState(limit, untilFullSeconds);
      if (isSpent) return state;
      const error = new RateLimitedError(state, points);
      const untilMs = performance.now() + Math.min(REFUSED_MS, error.waitSeconds * 1000);
      this.#refusals.set(caller, { error, points, untilMs });
      throw error;
    };
    let state = await change(1);
    return {
      get state() {
        return state;
      },
      async spend(points) {
        if (points === 0) return;
        if (points + 1 > limit) throw tooDear(points + 1, limit);
        state = await change(points);
      },
      async giveBack(points) {
        if (points > 0) state = await change(-points);
      },
    };
  }

  /** Ends the deletion of old rows. */
  stop(): void {
    clearInterval(this.#timer);
  }
}

/** A refused request, with the facts that the sender needs to try again. */
export class RateLimitedError extends AppError {
  readonly state: RateState;
  /** Seconds after which the budget holds the requested points. */
  readonly waitSeconds: number;
  /** The same in whole seconds, at least 1. */
  readonly retryAfterSeconds: number;

  constructor(state: RateState, points: number) {
    const { limit, remaining } = state;
    const waitSeconds = ((points - remaining) * WINDOW_SECONDS) / limit;
    const retryAfterSeconds = Math.max(1, Math.ceil(waitSeconds));
    super(
      'RATE_LIMITED',
      `The request costs ${points} more points, and ${remaining} of ${limit} points a minute are left. Send it again in ${retryAfterSeconds} s, or ask for smaller pages.`,
      { details: { requested: points, remaining, limit, retryAfterSeconds } },
    );
    this.state = state;
    this.waitSeconds = waitSeconds;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

function tooDear(requested: number, limit: number): AppError {
  return new AppError(
    'COST_LIMIT_EXCEEDED',
    `The request costs ${requested} points; this caller may spend ${limit} a minute. Ask for smaller pages, or send a token.`,
    { details: { requested, limit } },
  );
}

function toState(limit: number, untilFullSeconds: number): RateState {
  const spent = (untilFullSeconds * limit) / WINDOW_SECONDS;
  return { limit, remaining: Math.max(0, Math.floor(limit - spent)), resetSeconds: Math.ceil(untilFullSeconds) };
}
