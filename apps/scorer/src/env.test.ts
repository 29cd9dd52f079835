import { describe, expect, it } from '@jest/globals';
import { AppError } from '@lamina/errors';
import { readScorerEnvironment } from './env.ts';

const DATABASE_URL = 'postgresql://lamina@127.0.0.1/lamina';

describe('readScorerEnvironment', () => {
  it('lists all problems at once', () => {
    const read = () =>
      readScorerEnvironment({
        DATABASE_URL: 'mysql://x',
        LAMINA_DRAIN_SECONDS: '-1',
        LAMINA_SCORER_METRICS_PORT: '99999',
        LAMINA_LOG_LEVEL: 'loud',
        LAMINA_EXECUTION_PROVIDERS: 'abacus',
        HF_ENDPOINT: 'nowhere',
      });
    expect(read).toThrow(AppError);
    for (const name of ['DATABASE_URL', 'LAMINA_DRAIN_SECONDS', 'LAMINA_SCORER_METRICS_PORT', 'LAMINA_LOG_LEVEL', 'abacus', 'HF_ENDPOINT'])
      expect(read).toThrow(name);
  });

  it('needs a database and nothing else', () => {
    expect(() => readScorerEnvironment({})).toThrow('DATABASE_URL');
    expect(readScorerEnvironment({ DATABASE_URL })).toMatchObject({
      databaseUrl: DATABASE_URL,
      drainMs: 0,
      logLevel: 'info',
      metricsPort: undefined,
    });
  });

  it('reads how speed is measured; the engine chooses lengths that are not given', () => {
    const variables = { LAMINA_EFFICIENCY_SECONDS: '5', LAMINA_EFFICIENCY_PROMPT: '64', LAMINA_EFFICIENCY_GENERATE: '8' };
    expect(readScorerEnvironment({ DATABASE_URL }).efficiency).toEqual({ budgetSeconds: 20 });
    expect(readScorerEnvironment({ DATABASE_URL, ...variables }).efficiency).toEqual({
      budgetSeconds: 5,
      promptTokens: 64,
      generatedTokens: 8,
    });
  });

  it('looks for task files where it is told to, else nowhere', () => {
    expect(readScorerEnvironment({ DATABASE_URL }).folders.tasks).toBeUndefined();
    expect(readScorerEnvironment({ DATABASE_URL, LAMINA_TASK_DIR: '/srv/../tasks' }).folders.tasks).toBe('/tasks');
  });

  it('looks for calibration texts among the bundled ones, then where it is told to', () => {
    const [bundled, ...none] = readScorerEnvironment({ DATABASE_URL }).folders.calibrations;
    expect(none).toEqual([]);
    expect(readScorerEnvironment({ DATABASE_URL, LAMINA_CALIBRATION_DIR: '/srv/../texts' }).folders.calibrations).toEqual([
      bundled,
      '/texts',
    ]);
  });

  it('takes empty variables for missing ones, as compose files leave them', () => {
    const variables = [
      'DATA_DIR',
      'MODEL_DIRS',
      'CALIBRATION_DIR',
      'EXECUTION_PROVIDERS',
      'DRAIN_SECONDS',
      'SCORER_METRICS_PORT',
      'LOG_LEVEL',
    ];
    const empty = Object.fromEntries(
      [...variables.map((name) => `LAMINA_${name}`), 'OTEL_EXPORTER_OTLP_ENDPOINT', 'HF_ENDPOINT'].map((name) => [name, '']),
    );
    expect(readScorerEnvironment({ ...empty, DATABASE_URL })).toEqual(readScorerEnvironment({ DATABASE_URL }));
  });

  it('refuses an execution provider that does not exist', () => {
    expect(() => readScorerEnvironment({ DATABASE_URL, LAMINA_EXECUTION_PROVIDERS: 'cuda,abacus' })).toThrow('abacus');
  });
});
