import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { AnswerFacts } from '@lamina/benchmarks';
import { findKnownChanges } from './find-known-changes.ts';

/** Digests of weights: of no model, and of SmolLM2-135M-Instruct in Q4_1. */
const UNKNOWN = 'a'.repeat(64);
const SMOLLM2 = '2a6fce1a843366a9547f530a8cce341d82e41947bcfb606e41daf9bd984a146f';
const FACTS: AnswerFacts = {
  candidates: [
    {
      key: null,
      change: { remove: [{ kind: 'block', block: 3 }], repair: null, precision: null },
      texts: [],
      unmeasuredTexts: [],
      tasks: [],
      changedWords: null,
      saved: {
        ...{ bytesBefore: null, bytesAfter: null, cacheBytesPerTokenBefore: null, cacheBytesPerTokenAfter: null },
        ...{ parametersBefore: 2, parametersAfter: 1, speed: null },
      },
      command: 'lamina prune there',
      excluded: null,
    },
  ],
  benchmarksLeftOut: [],
};

describe('known changes of a model', () => {
  let platform: Server;
  let url: string;
  let answers: readonly { readonly measuredChanges: AnswerFacts }[];

  beforeEach(async () => {
    answers = [];
    platform = createServer((_, response) => response.end(JSON.stringify({ data: { models: { nodes: answers } } })));
    platform.listen(0);
    await once(platform, 'listening');
    url = `http://localhost:${(platform.address() as AddressInfo).port}`;
  });
  afterEach(() => {
    platform.close();
  });

  it('are those of the platform of this machine', async () => {
    answers = [{ measuredChanges: FACTS }];
    expect(await findKnownChanges(UNKNOWN, 'there', url)).toEqual({ ...FACTS, measuredBy: `the platform at ${url}` });
  });

  it('are none where neither the platform nor the recording has these weights', async () => {
    expect(await findKnownChanges(UNKNOWN, 'there', url)).toBeNull();
    platform.close();
    expect(await findKnownChanges(UNKNOWN, 'there', url)).toBeNull();
  });

  it('are those of the recording', async () => {
    const known = await findKnownChanges(SMOLLM2, 'there.gguf', url);
    expect(known?.measuredBy).toMatch(/^the recording of 20/);
    expect(known?.candidates.filter(({ command }) => command.includes(' there.gguf ')).length).toBeGreaterThan(20);
  }, 120_000);
});
