import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { answerModel, type LossText } from '@lamina/benchmarks';
import { createJob, readMeasuredChanges, type Sql, sql, TEXTS_READ } from '@lamina/database';
import { answerFromModel, evaluateModel, type TokenClassCount } from '@lamina/engine';
import { getAt } from '@lamina/errors';
import {
  EVALUATE_MODEL,
  type JobDefinition,
  jobOf,
  type KnownJob,
  MEASURE_EFFICIENCY,
  type PayloadInputOf,
  PRUNE_MODEL,
  REGISTER_MODEL,
  WRITE_PRUNING,
} from '@lamina/jobs';
import { finish, readLossTexts } from '@lamina/models';
import { createRemoval, readMixture, UNCHANGED } from '@lamina/plans';
import { listMixtures, listUntimed, listWritten } from '../../../scripts/record/find-recorded.ts';
import { roundJob, smallerJob } from '../../../scripts/record/recorded-steps.ts';
import { openTestQueue, type TestQueue } from './testing/open-test-queue.ts';
import { CYRILLIC_SHARE, writeBigramModel } from './testing/write-bigram-model.ts';

const ASKED = { limit: 0.05, save: 'bytes', fit: null } as const;

describe('smaller vocabularies and types of weights on a platform', () => {
  const modelDirs = mkdtempSync(join(tmpdir(), 'lamina-bigram-'));
  let queue: TestQueue;
  let database: TestQueue['database'];
  let worker: ReturnType<TestQueue['startWorker']>;
  let revisionId: string;

  beforeAll(async () => {
    queue = await openTestQueue({ modelDirs });
    ({ database } = queue);
    const text = readLossTexts(queue.folders.texts).find(({ source }) => source === 'invented-world');
    writeBigramModel(join(modelDirs, 'bigram'), text?.passages ?? []);
    worker = queue.startWorker();
    const names = { slug: 'bigram', name: 'Bigram', family: null, description: null, licence: null };
    await run(REGISTER_MODEL, { ...names, reference: 'bigram' });
    ({ id: revisionId } = await database.prisma.modelRevision.findFirstOrThrow());
  });
  afterAll(async () => {
    await worker.stop();
    await queue.close();
    rmSync(modelDirs, { recursive: true });
  });

  /** Submits a job and waits for its end. */
  const run = <Definition extends JobDefinition>(definition: Definition, payload: PayloadInputOf<Definition>) =>
    runJob(jobOf(definition, payload));
  const runJob = async (job: KnownJob) => {
    const { id } = await createJob(database, job, queue.enqueue);
    await queue.waitForEnd(id);
    return await database.prisma.job.findUniqueOrThrow({ where: { id }, include: { events: true } });
  };
  const explicit = { strategies: ['explicit' as const], counts: [1] };

  it('tells the tokens of the model: what they write, how large they are, and how often they occur', async () => {
    const { tokenClasses } = await database.prisma.modelRevision.findFirstOrThrow();
    const classes = tokenClasses as unknown as readonly TokenClassCount[];
    expect(classes.map(({ name, rows }) => [name, rows])).toEqual([
      ['byte', 256],
      ['cyrillic', 30],
      ['special', 2],
    ]);
    // Two matrices of 32 numbers of 4 bytes a token.
    expect(classes.map(({ rows, bytes }) => (bytes ?? 0) / rows)).toEqual([256, 256, 256]);
    const texts = readLossTexts(queue.folders.texts).filter(({ source }) => source !== 'invented-world');
    // Each letter that has a token is one, and any other byte.
    const read = texts.map(({ text, passages }) => {
      const letters = passages.join('').match(/[\u0421-\u042c\u042e-\u043f]/g)?.length ?? 0; // Most texts have none.
      return { text, letters, bytes: Buffer.byteLength(passages.join('')) - 2 * letters };
    });
    expect(classes[0]?.occurrences).toEqual(read.map(({ text, bytes: count }) => ({ text, count })));
    expect(classes[1]?.occurrences).toEqual(read.map(({ text, letters: count }) => ({ text, count })));
  });

  it('writes smaller vocabularies with what they save, and with what the model can no longer write', async () => {
    const job = await run(PRUNE_MODEL, { revisionId, ...explicit, vocabularies: ['latin'] });
    expect(job.errorMessage).toBeNull();
    const [pruning] = await database.prisma.pruning.findMany();
    expect(pruning).toMatchObject({
      strategy: 'explicit',
      change: { remove: [], repair: null, precision: null, keepVocabulary: 'latin' },
      changeKey: 'tokens:latin',
      caveat: 'It can no longer write Cyrillic, except byte by byte.',
      units: [],
      removedCount: 0,
      plan: { kept: [0, 1], certificate: { passed: true } },
    });
    const files = pruning?.artefactFiles as unknown as readonly { path: string; bytes: number }[];
    expect(files.map(({ path }) => path)).toContain('vocabulary.json');
    expect(Number(pruning?.bytesAfter)).toBe(files.find(({ path }) => path === 'model.safetensors')?.bytes);
    // Two matrices lose 30 rows of 32 numbers.
    expect(Number(pruning?.parametersBefore) - Number(pruning?.parametersAfter)).toBe(2 * 30 * 32);
  });

  it('measures smaller vocabularies on the texts that the model knows, beside removals, and the written model on benchmarks', async () => {
    await run(PRUNE_MODEL, { revisionId, ...explicit, removals: [createRemoval({ attention: [1] })] });
    const prunings = await database.prisma.pruning.findMany({ orderBy: { id: 'asc' } });
    const job = await run(EVALUATE_MODEL, {
      revisionId,
      subject: 'prunings',
      pruningIds: prunings.map(({ id }) => id),
      texts: ['invented-world'],
      reading: { contextTokens: 64, minimum: 4, step: 4, maximum: 8, limits: [0.05] },
      benchmarks: ['country-facts'],
      limit: 8,
    });
    expect(job.errorMessage).toBeNull();
    const include = { textEvaluations: true, evaluations: true };
    const [small, removal] = await database.prisma.pruning.findMany({ orderBy: { id: 'asc' }, include });
    // Each token of the text gets its part of the share that the others had.
    for (const { logLoss, changedWords } of small?.textEvaluations ?? []) {
      expect(logLoss).toBeCloseTo(Math.log(1 - CYRILLIC_SHARE), 4);
      expect(changedWords).toBe(0);
    }
    expect(small?.textEvaluations).toHaveLength(1);
    expect(removal?.textEvaluations.map(({ logLoss }) => logLoss)).toEqual([expect.closeTo(0, 6)]);
    // Blocks add nothing, and no answer has a Cyrillic letter.
    const whole = await database.prisma.evaluation.findMany({ where: { pruningId: null }, orderBy: { metric: 'asc' } });
    expect(whole.map(({ metric }) => metric)).toEqual(['acc', 'acc_norm']);
    for (const { evaluations } of [small, removal].filter((pruning) => pruning !== undefined))
      expect(new Map(evaluations.map(({ metric, value }) => [metric, value]))).toEqual(
        new Map(whole.map(({ metric, value }) => [metric, value])),
      );
  });

  it('measures the speed of the written model with a smaller vocabulary beside the whole one', async () => {
    const { id } = await database.prisma.pruning.findFirstOrThrow({ where: { changeKey: 'tokens:latin' } });
    expect(await listUntimed(database, [id])).toEqual([id]);
    const job = await run(MEASURE_EFFICIENCY, { revisionId, pruningIds: [id], batches: [1] });
    expect(job.errorMessage).toBeNull();
    const { efficiencies } = await database.prisma.pruning.findUniqueOrThrow({ where: { id }, include: { efficiencies: true } });
    // Two matrices lose 30 rows of 32 numbers of 4 bytes.
    const whole = await database.prisma.efficiency.findFirstOrThrow({ where: { pruningId: null } });
    expect(efficiencies.map(({ weightsBytes }) => Number(whole.weightsBytes) - Number(weightsBytes))).toEqual([2 * 30 * 32 * 4]);
    expect(efficiencies[0]?.prefillRatio).toBeGreaterThan(0);
  });

  it('writes a smaller vocabulary again on request', async () => {
    const pruning = await database.prisma.pruning.findFirstOrThrow({ where: { changeKey: 'tokens:latin' } });
    const folder = join(queue.dataDir, 'models', pruning.artefactPath ?? '');
    rmSync(folder, { recursive: true });
    const job = await run(WRITE_PRUNING, { pruningId: pruning.id });
    expect(job.errorMessage).toBeNull();
    expect(existsSync(join(folder, 'vocabulary.json'))).toBe(true);
  });

  it('refuses vocabularies where all tokens would stay', async () => {
    expect(await run(PRUNE_MODEL, { revisionId, ...explicit, vocabularies: ['cyrillic'] })).toMatchObject({
      status: 'FAILED',
      errorCode: 'BAD_USER_INPUT',
      errorMessage: expect.stringMatching(/^bigram keeps all of its tokens, although cyrillic was asked for: all 288 tokens .* would stay/),
    });
  });

  const findTyped = (precision: string) =>
    database.prisma.pruning.findFirstOrThrow({
      where: { changeKey: precision },
      include: { textEvaluations: true, evaluations: true, efficiencies: true },
    });

  it('writes the model in a type of GGUF files with what it saves', async () => {
    // As a recording asks for it.
    const job = await runJob(smallerJob(revisionId, [{ ...UNCHANGED, precision: 'Q8_0' }]));
    expect(job.errorMessage).toBeNull();
    const { artefactFiles, bytesBefore, bytesAfter, ...pruning } = await findTyped('Q8_0');
    expect(pruning).toMatchObject({
      strategy: 'explicit',
      change: { remove: [], repair: null, precision: 'Q8_0', keepVocabulary: null },
      caveat: null,
      units: [],
      removedCount: 0,
      removedParameterRatio: 0,
      plan: { types: 'Q8_0', certificate: { passed: true } },
    });
    expect(Number(bytesBefore)).toBe(statSync(join(modelDirs, 'bigram/model.safetensors')).size);
    const files = artefactFiles as unknown as readonly { path: string; bytes: number }[];
    expect(Number(bytesAfter)).toBe(files.find(({ path }) => path.endsWith('.gguf'))?.bytes);
  });

  it('measures the written types on texts and benchmarks, and no speed of them', async () => {
    const { id, artefactPath } = await findTyped('Q8_0');
    const typed = ['Q8_0', 'Q4_K'].map((precision) => ({ ...UNCHANGED, precision }));
    expect(await listWritten(database, revisionId, typed)).toEqual([id]);
    expect(await listUntimed(database, [id])).toEqual([]);
    const [pruningIds, texts, reading] = [[id], ['invented-world'], { contextTokens: 64, minimum: 8, step: 8, maximum: 8, limits: [0.05] }];
    const benchmarks = ['country-facts'];
    const job = await run(EVALUATE_MODEL, { revisionId, subject: 'prunings', pruningIds, texts, reading, benchmarks, limit: 8 });
    expect(job.errorMessage).toBeNull();
    const { textEvaluations, evaluations } = await findTyped('Q8_0');
    // The nats of the file itself, opened as a model.
    const model = join(queue.dataDir, 'models', artefactPath ?? '');
    const asked = { texts: readLossTexts(queue.folders.texts).filter(({ text }) => texts.includes(text)), tasks: [], contexts: [64] };
    const [alone] = await finish(evaluateModel({ model, ...asked, changes: [UNCHANGED], windows: { ...reading, level: 0.05 } }));
    const nats = alone?.texts[0]?.windows.map(({ changed }) => expect.closeTo(changed, 3));
    expect(textEvaluations.map((one) => one.nats)).toEqual([nats]);
    expect(textEvaluations[0]?.nats).not.toEqual(textEvaluations[0]?.wholeNats);
    expect(evaluations.map(({ metric }) => metric).sort()).toEqual(['acc', 'acc_norm']);
    const timed = await run(MEASURE_EFFICIENCY, { revisionId, pruningIds, batches: [1] });
    expect(timed.events.map(({ message }) => message)).toContainEqual(expect.stringContaining('1 changes of types have no speed'));
    expect((await findTyped('Q8_0')).efficiencies).toEqual([]);
  });

  it('measures units, types and tokens that go together, as the written file loses', async () => {
    const remove = createRemoval({ attention: [1] });
    const coarse = { ...UNCHANGED, precision: 'Q5_0' };
    const together = { ...coarse, remove, keepVocabulary: 'latin' };
    // As a recording asks for it.
    expect((await runJob(smallerJob(revisionId, [coarse, together]))).errorMessage).toBeNull();
    const pruningIds = [...(await listWritten(database, revisionId, [coarse, together]))];
    const [texts, reading] = [['invented-world'], { contextTokens: 64, minimum: 8, step: 8, maximum: 8, limits: [0.05] }];
    const job = await run(EVALUATE_MODEL, {
      revisionId,
      subject: 'prunings',
      pruningIds,
      texts,
      reading,
      benchmarks: ['country-facts'],
      limit: 8,
    });
    expect(job.errorMessage).toBeNull();
    const { textEvaluations, evaluations, artefactFiles, ...pruning } = await database.prisma.pruning.findFirstOrThrow({
      where: { changeKey: ';attention:1;mlp: Q5_0 tokens:latin' },
      include: { textEvaluations: true, evaluations: true },
    });
    expect(pruning).toMatchObject({
      units: ['attention'],
      plan: { certificate: { passed: true } },
    });
    const files = artefactFiles as unknown as readonly { path: string; bytes: number }[];
    expect(Number(pruning.bytesAfter)).toBe(files.find(({ path }) => path.endsWith('.gguf'))?.bytes);
    // The file itself, opened as a model, on the tokens after the first of each window.
    const model = join(queue.dataDir, 'models', pruning.artefactPath ?? '');
    const asked = { texts: readLossTexts(queue.folders.texts).filter(({ text }) => texts.includes(text)), tasks: [], contexts: [64] };
    const [alone] = await finish(evaluateModel({ model, ...asked, changes: [UNCHANGED], windows: { ...reading, level: 0.05 } }));
    const [[measured], [inTypes]] = [textEvaluations, (await findTyped('Q5_0')).textEvaluations];
    const lossOf = (nats: readonly number[], wholeNats: unknown): readonly number[] =>
      nats.map((value, place) => value - getAt(wholeNats as readonly number[], place));
    const ofFile = lossOf(alone?.texts[0]?.windows.map(({ changed }) => changed) ?? [], inTypes?.wholeNats);
    const found = lossOf(measured?.nats as readonly number[], measured?.wholeNats);
    expect(found).toHaveLength(reading.maximum);
    // The first token of a window, which the file is not asked for, has the rest; the types cost 1.5 nats a window, and fewer tokens save 6.6.
    for (const [place, loss] of found.entries()) expect(Math.abs(loss - getAt(ofFile, place))).toBeLessThan(0.7);
    expect(inTypes?.logLoss).toBeGreaterThan(0.01);
    expect(evaluations.map(({ metric }) => metric).sort()).toEqual(['acc', 'acc_norm']);
  });

  it('writes a type again on request', async () => {
    const { id, artefactPath } = await findTyped('Q8_0');
    const folder = join(queue.dataDir, 'models', artefactPath ?? '');
    const files = readdirSync(folder);
    rmSync(folder, { recursive: true });
    expect((await run(WRITE_PRUNING, { pruningId: id })).errorMessage).toBeNull();
    expect(readdirSync(folder)).toEqual(files);
  });

  it('writes types by unit', async () => {
    const types = 'embedding=Q8_0+mlp=Q4_0';
    expect((await run(PRUNE_MODEL, { revisionId, ...explicit, types: [types] })).errorMessage).toBeNull();
    const { artefactPath, plan } = await findTyped(types);
    expect(plan).toMatchObject({ types, certificate: { passed: true } });
    expect(existsSync(join(queue.dataDir, 'models', artefactPath ?? '', 'prune-plan.json'))).toBe(true);
  });

  it('measures types by unit that are chosen by what units lost alone, and their text does not judge them', async () => {
    // As a recording asks for it.
    expect((await runJob(roundJob(revisionId))).errorMessage).toBeNull();
    const changes = await listMixtures(database, revisionId, { path: join(modelDirs, 'bigram'), count: 3 });
    // Blocks add nothing, and the embedding only tells tokens apart: the head keeps its bits longest. All units in Q4_0 would be no mixture.
    const coarse = 'embedding=Q4_0+attention=Q4_0+mlp=Q4_0';
    expect(changes.map(({ precision }) => precision)).toEqual([coarse, `${coarse}+head=Q8_0`]);
    expect((await runJob(smallerJob(revisionId, changes))).errorMessage).toBeNull();
    const pruningIds = [...(await listWritten(database, revisionId, changes))];
    const reading = { contextTokens: 64, minimum: 4, step: 4, maximum: 4, limits: [0.05] };
    const texts = ['invented-world'];
    const job = await run(EVALUATE_MODEL, { revisionId, subject: 'prunings', pruningIds, texts, reading, benchmarks: [] });
    expect(job.errorMessage).toBeNull();
    const read = async <Row>({ text, values }: Sql): Promise<readonly Row[]> => (await database.pool.query(text, [...values])).rows;
    const { modelId } = await database.prisma.modelRevision.findUniqueOrThrow({ where: { id: revisionId } });
    const [facts] = await readMeasuredChanges(read, [modelId]);
    const { front } = answerModel(facts ?? { candidates: [], benchmarksLeftOut: [], textsLeftOut: [] }, ASKED);
    const found = front.filter(({ change }) => change.precision === coarse);
    expect(found.map(({ losses }) => losses.texts)).toEqual([
      [expect.objectContaining({ text: 'invented-world', logLoss: expect.closeTo(0, 5) })],
    ]);
    const { artefactFiles } = await findTyped(coarse);
    const files = artefactFiles as unknown as readonly { path: string; bytes: number }[];
    expect(found[0]?.saved.bytesAfter).toBe(files.find(({ path }) => path.endsWith('.gguf'))?.bytes);
    const chosen = await read(
      sql`SELECT DISTINCT ${TEXTS_READ}::text AS "read", p."changeKey" LIKE '%=%' AS "isMixture" FROM "Pruning" p ORDER BY 2`,
    );
    // A single type was chosen by no text.
    expect(chosen).toEqual([
      { read: '[]', isMixture: false },
      { read: expect.stringMatching(/^\[\{"text" : "austen", "source" : "[^"]+"\}\]$/), isMixture: true },
    ]);
  });

  it('refuses types that make the file no smaller', async () => {
    expect(await run(PRUNE_MODEL, { revisionId, ...explicit, types: ['F32'] })).toMatchObject({
      status: 'FAILED',
      errorCode: 'BAD_USER_INPUT',
      errorMessage: expect.stringMatching(/^bigram keeps the types of its weights, although F32 was asked for: it saves nothing: /),
    });
  });

  it('answers with fewer bits by unit and fewer blocks, alone and together', async () => {
    const passages = readLossTexts(queue.folders.texts).find(({ source }) => source === 'invented-world')?.passages ?? [];
    // Parts of the only text that the model knows stand for sources.
    const texts = ['first', 'second', 'third'].map((source, part): LossText => {
      return { text: source, source, label: source, passages: passages.filter((_, place) => place % 3 === part) };
    });
    const scratch = join(modelDirs, 'scratch');
    const model = join(modelDirs, 'bigram');
    const asked = { effort: 'standard', question: ASKED, texts, calibrations: [], benchmarks: [], checkpoint: {}, threads: 1 } as const;
    const { front } = answerModel(await finish(answerFromModel({ model, reference: 'bigram', scratch, ...asked })), ASKED);
    const coarser = front.filter(({ change }) => change.precision !== null && readMixture(change.precision) !== null);
    const [alone, together] = [0, 1].map((removed) => coarser.filter(({ change }) => change.remove.length === removed));
    expect(alone?.map(({ verdict }) => verdict)).toEqual(['WITHIN', 'WITHIN']);
    // Blocks add nothing to this model.
    expect(together).not.toEqual([]);
    for (const { change, losses } of together ?? []) {
      const same = alone?.find((one) => one.change.precision === change.precision);
      expect(losses.texts.map(({ logLoss }) => logLoss)).toEqual(same?.losses.texts.map(({ logLoss }) => expect.closeTo(logLoss, 5)));
    }
  });
});
