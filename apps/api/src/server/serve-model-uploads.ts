import { AppError, createRefusal, type Refuse } from '@lamina/errors';
import { MODEL_FOLDER_FILES } from '@lamina/hub';
import { MODEL_UPLOAD_LIMITS, type ModelUpload, type ModelUploadStore } from '@lamina/uploads';
import type { Server } from '@tus/server';
import express, { type RequestHandler, type Response, type Router } from 'express';
import { coerceInputValue, type GraphQLSchema, isInputType } from 'graphql';
import { z } from 'zod';
import { ApiTokenScope } from '../access/api-token-scope.ts';
import { checkScope } from '../access/check-scope.ts';
import { identityOf, type Viewer } from '../access/viewer.ts';
import { encodeGlobalId } from '../data/global-id.ts';
import { REQUEST_LIMITS } from '../limits/request-limits.ts';
import { toJobSender } from '../nouns/job/to-job-placement.ts';
import { submitUploadedModel } from '../nouns/model-registration/model-registration.service.ts';
import type { RegisterModelInput } from '../nouns/model-registration/register-model.input.ts';
import type { ApiContext } from './api-context.ts';
import { auditUpload } from './audit-mutation.ts';
import type { TusParams } from './create-tus-server.ts';

/** Path of uploads, without a slash at its end. */
export const MODEL_UPLOADS_PATH = '/uploads/models';

const refuse: Refuse = createRefusal('The upload cannot be used');

const ANNOUNCEMENT = z.strictObject({
  files: z.array(z.strictObject({ name: z.string(), bytes: z.number().int().nonnegative() })),
});

/** Who asks, after the check of the scope. */
interface UploadCaller {
  readonly context: ApiContext;
  readonly viewer: Viewer;
  readonly owner: string;
}

/**
 * Uploads of models, below MODEL_UPLOADS_PATH. Everything needs the scope SCORE, as registerModel does, and a caller sees only its own uploads.
 *
 * - `GET /` answers the limits and the caller's open uploads; `GET /<id>` one of them.
 * - `POST /` announces the names and sizes of all files: `{ "files": [{ "name": "model.gguf", "bytes": 120896 }] }`. Nothing is sent before it is allowed.
 * - `POST /<id>`, then `HEAD`, `PATCH` and `DELETE /<id>/<name>` are the protocol tus 1.0.
 * - `POST /<id>/registration` registers the model of a complete upload: the input of registerModel without reference and facts.
 * - `DELETE /<id>` removes an upload.
 */
export function serveModelUploads(store: ModelUploadStore, schema: GraphQLSchema): Router {
  const router = express.Router();
  const readBody = express.json({ limit: REQUEST_LIMITS.bodyBytes });
  const describe = async (upload: ModelUpload): Promise<object> => ({
    id: upload.id,
    createdAt: upload.createdAt,
    files: await store.listFiles(upload),
  });
  router.use(admitUpload);
  router.get('/', async (_request, response) => {
    const { owner } = callerOf(response);
    const uploads = await store.list(owner);
    response.json({ limits: MODEL_UPLOAD_LIMITS, accepts: MODEL_FOLDER_FILES, uploads: await Promise.all(uploads.map(describe)) });
  });
  router.post('/', readBody, async (request, response) => {
    const { context, viewer, owner } = callerOf(response);
    const { files } = parseAnnouncement(request.body);
    const upload = await auditUpload(context, viewer, { action: MODEL_UPLOADS_PATH, arguments: { files } }, () =>
      store.begin(owner, files),
    );
    response
      .status(201)
      .location(`${MODEL_UPLOADS_PATH}/${upload.id}`)
      .json(await describe(upload));
  });
  router.get('/:id', async (request, response) => {
    response.json(await describe(await store.get(callerOf(response).owner, request.params.id)));
  });
  router.delete('/:id', async (request, response) => {
    const { context, viewer, owner } = callerOf(response);
    const { id } = request.params;
    await auditUpload(context, viewer, { action: `DELETE ${MODEL_UPLOADS_PATH}`, arguments: { id } }, async () =>
      store.remove(await store.get(owner, id)),
    );
    response.status(204).end();
  });
  router.post('/:id/registration', readBody, async (request, response) => {
    const { context, viewer, owner } = callerOf(response);
    const { id } = request.params;
    const input = readInput(request.body, schema);
    const audited = { action: `${MODEL_UPLOADS_PATH}/registration`, arguments: { id, input } };
    response.json(await auditUpload(context, viewer, audited, async () => register(store, await store.get(owner, id), input, context)));
  });
  const sendByTus = createTusHandler(store);
  router.post('/:id', sendByTus);
  for (const method of ['head', 'patch', 'delete'] as const) router[method]('/:id/:name', sendByTus);
  return router;
}

/** Checks the caller before a body is read. */
const admitUpload: RequestHandler = (_request, response, next) => {
  const context = response.locals.context as ApiContext;
  const viewer = checkScope(context, ApiTokenScope.SCORE);
  if (context.release !== null)
    throw new AppError('BAD_USER_INPUT', 'An upload changes current data. Leave the header Lamina-Release out.');
  const caller: UploadCaller = { context, viewer, owner: identityOf(viewer) };
  response.locals.caller = caller;
  // The state of an upload changes with each request.
  response.setHeader('Cache-Control', 'no-store');
  next();
};

function callerOf({ locals }: Response): UploadCaller {
  return locals.caller as UploadCaller;
}

/** Passes requests for the caller's own uploads to the library. It is loaded and made at the first one: it is large, and it creates its folder. */
function createTusHandler(store: ModelUploadStore): RequestHandler<TusParams> {
  let tus: Server | null = null;
  return async (request, response) => {
    const { id, name } = request.params;
    const { files } = await store.get(callerOf(response).owner, id);
    if (name !== undefined && files.every((file) => file.name !== name))
      throw new AppError('NOT_FOUND', `This upload did not announce a file "${name.slice(0, 100)}".`);
    const { createTusServer } = await import('./create-tus-server.ts');
    tus ??= createTusServer(store, MODEL_UPLOADS_PATH);
    await tus.handle(request, response);
  };
}

function parseAnnouncement(body: unknown): z.output<typeof ANNOUNCEMENT> {
  const { success, data, error } = ANNOUNCEMENT.safeParse(body);
  if (success) return data;
  return refuse(`send the names and sizes of its files as JSON, { "files": [{ "name", "bytes" }] }; ${z.prettifyError(error)}`);
}

function readInput(body: unknown, schema: GraphQLSchema): RegisterModelInput {
  if (typeof body !== 'object' || body === null) return refuse('send the input of registerModel as JSON, without reference and facts');
  return coerceInput<RegisterModelInput>(body, { schema, typeName: 'RegisterModelInput', refuse });
}

/** Turns a complete upload into a model's folder, and queues the job that registers it. */
async function register(store: ModelUploadStore, upload: ModelUpload, input: RegisterModelInput, context: ApiContext): Promise<object> {
  const files = await store.getComplete(upload);
  const { jobKey } = await store.exclusively(() =>
    submitUploadedModel(
      context,
      { input, publish: () => store.publish(upload, input.slug), takeBack: () => store.takeBack(upload, input.slug) },
      toJobSender(context),
    ),
  );
  await store.remove(upload);
  if (jobKey === null) throw new Error('the registration of an uploaded model has no job');
  return { job: { id: encodeGlobalId('Job', jobKey) }, slug: input.slug, files };
}

/** An input type of the schema, and the refusal of values that do not match it. */
interface InputTarget {
  readonly schema: GraphQLSchema;
  readonly typeName: string;
  readonly refuse: Refuse;
}

/** A value as a mutation would receive it: checked against an input type of the schema, with its defaults. @throws AppError as `refuse`. */
function coerceInput<Input>(value: object, { schema, typeName, refuse }: InputTarget): Input {
  const type = schema.getType(typeName);
  if (type === undefined || !isInputType(type)) throw new Error(`The schema has no input ${typeName}`);
  return coerceInputValue(value, type, (path, _value, { message }) => refuse(`input ${path.join('.')}: ${message}`)) as Input;
}
