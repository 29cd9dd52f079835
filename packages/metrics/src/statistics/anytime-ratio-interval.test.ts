import { describe, expect, it } from '@jest/globals';
import { createRandom, type Random } from '../random/create-random.ts';
import { anytimeRatioInterval } from './anytime-ratio-interval.ts';
import { anytimeTTest } from './anytime-t-test.ts';
import { sampleMean, sampleVariance } from './sample-spread.ts';

/** Documents of 20 to 200 words that lose 0.03 nats per word on average, long ones more. */
function drawDocument(random: Random): readonly [number, number] {
  const words = 20 + Math.floor(180 * random.random());
  return [words * (-0.03 + 0.04 * (random.random() - 0.5)), words];
}

describe('an anytime-valid interval of a ratio', () => {
  it('ends where the t-test of the residuals refutes the ratio', () => {
    const random = createRandom(3);
    const pairs = Array.from({ length: 20 }, () => drawDocument(random));
    const interval = anytimeRatioInterval(pairs, 0.95);
    for (const end of [interval?.low, interval?.high]) {
      const residuals = pairs.map(([a, b]) => a - (end ?? Number.NaN) * b);
      expect(anytimeTTest(sampleMean(residuals), sampleVariance(residuals) ?? Number.NaN, 20)).toBeCloseTo(0.05, 9);
    }
  });

  it('misses the ratio at any look in fewer than 5 % of the replays', () => {
    const missed = Array.from({ length: 1000 }, (_, seed) => {
      const random = createRandom(seed);
      const pairs: (readonly [number, number])[] = [];
      for (let document = 1; document <= 60; document += 1) {
        pairs.push(drawDocument(random));
        const interval = document < 8 ? null : anytimeRatioInterval(pairs, 0.95);
        if (interval !== null && (interval.low > -0.03 || interval.high < -0.03)) return true;
      }
      return false;
    });
    expect(missed.filter((isMissed) => isMissed).length).toBeLessThan(50);
  });

  it('does not exist for too few observations, and where the denominators may be 0', () => {
    expect(anytimeRatioInterval([[1, 1]], 0.95)).toBeNull();
    expect(
      anytimeRatioInterval(
        [
          [1, 1],
          [1, 1.1],
        ],
        0.95,
      ),
    ).toBeNull();
    expect(
      anytimeRatioInterval(
        Array.from({ length: 20 }, (_, place) => [1, place % 2 === 0 ? 1 : -1] as const),
        0.95,
      ),
    ).toBeNull();
  });
});
