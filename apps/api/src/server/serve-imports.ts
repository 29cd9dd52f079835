import { type Imported, importEvaluations, importLayerScores } from '@lamina/database';
import { AppError, createRefusal, type Refuse } from '@lamina/errors';
import { type ReadFile, readDigested, readResultsFile, readSamplesFile, readScoresFile, type TaskSamples } from '@lamina/uploads';
import express, { type Request, type Response, type Router } from 'express';
import type { GraphQLSchema } from 'graphql';
import { ApiTokenScope } from '../access/api-token-scope.ts';
import { checkScope } from '../access/check-scope.ts';
import type { Viewer } from '../access/viewer.ts';
import { encodeGlobalId } from '../data/global-id.ts';
import { type ImportEvaluationsInput, toEvaluationsTarget } from '../nouns/result-import/import-evaluations.input.ts';
import type { ImportLayerScoresInput } from '../nouns/result-import/import-layer-scores.input.ts';
import type { ApiContext } from './api-context.ts';
import { auditUpload } from './audit-mutation.ts';
import { coerceInput } from './coerce-input.ts';
import { readUpload } from './read-upload.ts';

const refuse: Refuse = createRefusal('The upload cannot be imported');

const SAMPLES = 'samples.';

/**
 * Imports files from forms. The field `input` is the input of the mutation of the same name as JSON, without its content; the file `content` is the
 * content; files `samples.<task>` are samples. Files are parsed while they arrive, and stored only if all of them are valid.
 */
export function serveImports(schema: GraphQLSchema): Router {
  const router = express.Router();
  router.post('/evaluations', async (request, response) => {
    const { context, viewer } = admitImport(response);
    const reply = await auditUpload(context, viewer, { action: '/imports/evaluations' }, async () => {
      const { input, content, samples } = await readEvaluations(request, schema);
      const { contentSha256, value: results } = content;
      const imported = { contentSha256, results, samples, submittedBy: viewer.name };
      const stored = await importEvaluations(context.database, toEvaluationsTarget(input), imported);
      return toReply(contentSha256, [stored]);
    });
    response.json(reply);
  });
  router.post('/layer-scores', async (request, response) => {
    const { context, viewer } = admitImport(response);
    const reply = await auditUpload(context, viewer, { action: '/imports/layer-scores' }, async () => {
      const { input, content } = await readScores(request, schema);
      const { contentSha256, value: rows } = content;
      return toReply(contentSha256, await importLayerScores(context.database, input, { contentSha256, rows, submittedBy: viewer.name }));
    });
    response.json(reply);
  });
  return router;
}

/** Checks the caller before the body is read. */
function admitImport({ locals }: Response): { readonly context: ApiContext; readonly viewer: Viewer } {
  const context = locals.context as ApiContext;
  if (context.release !== null)
    throw new AppError('BAD_USER_INPUT', 'An import changes current data. Leave the header Lamina-Release out.');
  return { context, viewer: checkScope(context, ApiTokenScope.IMPORT) };
}

async function readEvaluations(request: Request, schema: GraphQLSchema) {
  const contents: ReadFile<Awaited<ReturnType<typeof readResultsFile>>>[] = [];
  const samples: TaskSamples[] = [];
  const fields = await readUpload(request, async ({ name, chunks }) => {
    if (name === 'content') contents.push(await readDigested(chunks, readResultsFile));
    else if (name.startsWith(SAMPLES)) {
      const { contentSha256, value } = await readDigested(chunks, readSamplesFile);
      samples.push({ task: name.slice(SAMPLES.length), contentSha256, samples: value });
    } else refuse(`the file ${name} must be named content or ${SAMPLES}<task>`);
  });
  return { input: readInput<ImportEvaluationsInput>(fields, schema, 'ImportEvaluationsInput'), content: only(contents), samples };
}

async function readScores(request: Request, schema: GraphQLSchema) {
  const contents: ReadFile<Awaited<ReturnType<typeof readScoresFile>>>[] = [];
  const readFields = (fields: ReadonlyMap<string, string>) => readInput<ImportLayerScoresInput>(fields, schema, 'ImportLayerScoresInput');
  const fields = await readUpload(request, async ({ name, chunks, fields: before }) => {
    if (name !== 'content') refuse(`the file ${name} must be named content`);
    // The input states the format, so it must come first.
    const { format } = readFields(before);
    contents.push(await readDigested(chunks, (pieces) => readScoresFile(pieces, format)));
  });
  return { input: readFields(fields), content: only(contents) };
}

function only<Value>([content, ...more]: readonly Value[]): Value {
  if (content === undefined || more.length > 0) return refuse('the form must have exactly one file named content');
  return content;
}

/** The input as a mutation would receive it: the same names, types and defaults. */
function readInput<Input extends { readonly content: string }>(
  fields: ReadonlyMap<string, string>,
  schema: GraphQLSchema,
  typeName: string,
): Omit<Input, 'content'> {
  const text = fields.get('input') ?? refuse('the form must start with the field input');
  return coerceInput<Input>({ ...parseObject(text), content: '' }, { schema, typeName, refuse });
}

function parseObject(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value;
  } catch (cause) {
    throw new AppError('BAD_USER_INPUT', 'The upload cannot be imported: the field input is not JSON.', { cause });
  }
  return refuse('the field input is not a JSON object');
}

function toReply(contentSha256: string, imported: readonly Imported[]): object {
  return { imports: imported.map(({ id, ...facts }) => ({ id: encodeGlobalId('ResultImport', id), ...facts, contentSha256 })) };
}
