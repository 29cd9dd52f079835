import { describe, expect, it } from '@jest/globals';
import { parseHarnessSamples } from './parse-samples.ts';

/** Lines as lm-evaluation-harness 0.4.9 logs them, cut down to what is read. */
const CHOICE =
  '{"doc_id": 0, "target": "3", "filtered_resps": [["-53.40485763549805", "False"], ["-38.5", "True"]], "filter": "none", "metrics": ["acc", "acc_norm"], "acc": 1.0, "acc_norm": 0.0}';
const TEXT =
  '{"doc_id": 7, "doc_hash": "9070", "target": "Cairo", "filtered_resps": ["Cairo"], "filter": "strict-match", "metrics": ["exact_match"], "exact_match": 1.0}';
const ROLLING =
  '{"doc_id": 1, "target": "In addition", "filtered_resps": ["-9338.658813476562"], "filter": "none", "metrics": ["word_perplexity"], "word_perplexity": [-9338.658813476562, 2042]}';

describe('parseHarnessSamples', () => {
  it('reads choices, generated texts and rolling likelihoods', () => {
    expect(parseHarnessSamples([CHOICE, TEXT, '', ROLLING].join('\n'))).toEqual([
      {
        documentId: '0',
        documentHash: null,
        filter: 'none',
        logLikelihoods: [-53.40485763549805, -38.5],
        gold: 3,
        values: { acc: 1, acc_norm: 0 },
        sums: {},
      },
      {
        documentId: '7',
        documentHash: '9070',
        filter: 'strict-match',
        logLikelihoods: [],
        gold: null,
        values: { exact_match: 1 },
        sums: {},
      },
      {
        documentId: '1',
        documentHash: null,
        filter: 'none',
        logLikelihoods: [-9338.658813476562],
        gold: null,
        values: {},
        sums: { word_perplexity: [-9338.658813476562, 2042] },
      },
    ]);
  });

  it.each(['{', '[1]', '{"doc": 1}', '{"doc_id": 1, "metrics": "acc"}'])('refuses %s, naming the line', (line) => {
    expect(() => parseHarnessSamples(`${CHOICE}\n${line}`)).toThrow(/Line 2 is not a sample/);
  });
});
