import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { AnswerFacts } from '@lamina/benchmarks';
import { createTemporaryFolder } from '@lamina/test-utils/models';
import { findKnownChanges } from './find-known-changes.ts';

/** Digests of weights: of no model, and of a recorded one. */
const UNKNOWN = 'a'.repeat(64);
const WEIGHTS = 'b'.repeat(64);
const FACTS: AnswerFacts = {
  candidates: [
    {
      key: null,
      change: { remove: [{ kind: 'block', block: 3 }], repair: null, precision: null, keepVocabulary: null },
      texts: [],
      tasks: [],
      saved: {
        bytesBefore: null,
        bytesAfter: null,
        cacheBytesPerTokenBefore: null,
        cacheBytesPerTokenAfter: null,
        parametersBefore: 2,
        parametersAfter: 1,
        speed: null,
      },
      command: 'lamina prune there',
      caveat: null,
      excluded: null,
    },
  ],
  benchmarksLeftOut: [],
  textsLeftOut: [],
};

const temporary = createTemporaryFolder();
afterAll(temporary.remove);

describe('known changes of a model', () => {
  const find = (weights: string) => findKnownChanges(weights, 'there', { platform: url, recording: temporary.path });
  let platform: Server;
  let url: string;
  let answers: readonly { readonly measuredChanges: Partial<AnswerFacts> }[];

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
    expect(await find(UNKNOWN)).toEqual({ ...FACTS, measuredBy: `the platform at ${url}` });
  });

  it('are not those of a platform of an earlier version, whose reply names fewer things', async () => {
    const { textsLeftOut: _, ...earlier } = FACTS;
    answers = [{ measuredChanges: earlier }];
    expect(await find(UNKNOWN)).toBeNull();
  });

  it('are none where neither the platform nor the recording has these weights', async () => {
    expect(await find(UNKNOWN)).toBeNull();
    platform.close();
    expect(await find(UNKNOWN)).toBeNull();
  });

  it('are those of the recording, without a database: its file of these weights', async () => {
    const facts = { slug: 'recorded', location: 'registry/name', format: 'gguf' };
    const change = { remove: [{ kind: 'attention', block: 6 }], repair: null, precision: null, pruningKey: 'p', heldOutError: null };
    const bytes = { parametersBefore: 20, parametersAfter: 19, bytesBefore: 98e6, bytesAfter: 97e6, cacheBytesPerToken: 8 };
    const changes = [{ ...change, ...bytes, keepVocabulary: null, caveat: null, read: [], texts: [], cells: [] }];
    mkdirSync(join(temporary.path, 'measurements'));
    writeFileSync(
      join(temporary.path, `measurements/${WEIGHTS}.json`),
      JSON.stringify({ model: facts, changes, efficiencies: [], removals: [] }),
    );
    writeFileSync(join(temporary.path, 'recording.json'), JSON.stringify({ recordedAt: '2026-12-02T10:00:00Z', device: 'two cores' }));
    const known = await find(WEIGHTS);
    expect(known?.measuredBy).toBe('the recording of 2026-12-02 (two cores)');
    expect(known?.candidates).toMatchObject([
      { key: 'p', saved: { bytesAfter: 97e6 }, command: expect.stringContaining('prune there --remove-attention 6') },
    ]);
  });
});
