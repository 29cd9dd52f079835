import { createApiToken, revokeApiToken } from '@lamina/database';
import { createRefusal, type Refuse } from '@lamina/errors';
import { GraphQLDateTimeISO } from 'graphql-scalars';
import { Arg, Ctx, ID, Int, Mutation, Query, Resolver } from 'type-graphql';
import { ApiTokenScope } from '../../access/api-token-scope.ts';
import { checkAdmin } from '../../access/check-scope.ts';
import type { RequestContext } from '../../access/request-context.ts';
import { parseGlobalId } from '../../data/global-id.ts';
import { listQuery } from '../../data/relations.ts';
import type { Stores } from '../../data/stores.ts';
import { field, inputType, nullable, outputType } from '../../paging/field.ts';
import { API_TOKENS } from './api-token.list.ts';
import { ApiToken, ViewerType } from './api-token.type.ts';

const refuse: Refuse = createRefusal('The token cannot be made');

@inputType('Input for a new token.')
class CreateApiTokenInput {
  @field(String, 'Its purpose, 1 to 100 characters.') readonly name!: string;
  @field([ApiTokenScope], 'Scopes: what the holder may do, at least one.') readonly scopes!: readonly ApiTokenScope[];
  @nullable(GraphQLDateTimeISO, 'When it expires; null = valid until it is revoked.') readonly expiresAt?: Date | null;
}

const MAX_NAME_LENGTH = 100;

/** Creates a token and returns its id and its text. @throws AppError BAD_USER_INPUT naming what is wrong. */
function createToken(
  { database }: Stores,
  { name, scopes, expiresAt = null }: CreateApiTokenInput,
): Promise<{ readonly id: string; readonly text: string }> {
  const trimmed = name.trim();
  if (trimmed.length < 1 || trimmed.length > MAX_NAME_LENGTH)
    refuse(`name holds ${trimmed.length} characters; it must hold 1 to ${MAX_NAME_LENGTH}`);
  if (scopes.length < 1) refuse('scopes is empty; a token without a scope would allow nothing beyond anonymous reads');
  if (expiresAt !== null && expiresAt <= new Date()) refuse(`expiresAt is ${expiresAt.toISOString()}, which has passed`);
  return createApiToken(database, { name: trimmed, scopes: [...new Set(scopes)], expiresAt });
}

@outputType('How many points of cost the caller may still spend, after this request.')
class RateLimit {
  @field(Int, 'Points that may be spent at once, and that are refilled evenly in a minute.') readonly limit!: number;
  @field(Int, 'Points left.') readonly remaining!: number;
  @field(Int, 'Seconds until all points are available again.') readonly resetSeconds!: number;
}

/** How many points the caller may still spend. */
@Resolver()
class RateLimitResolver {
  @Query(() => RateLimit, { nullable: true, description: 'How many points of cost the caller may still spend; null if there is no limit.' })
  rateLimit(@Ctx() { budget }: RequestContext): RateLimit | null {
    return budget?.state ?? null;
  }
}

@outputType('A new token and its secret.')
class CreateApiTokenPayload {
  @field(String, 'The complete token, as clients send it. It is shown only this once.') readonly secret!: string;
  @field(ApiToken, 'The token without its secret.') readonly apiToken!: ApiToken;
}

@outputType('The token after it was revoked.')
class RevokeApiTokenPayload {
  @field(ApiToken, 'The token.') readonly apiToken!: ApiToken;
}

/** Tokens and the current caller. */
@Resolver()
class ApiTokenResolver {
  @Query(() => ViewerType, { description: 'The caller and its scopes.' })
  async viewer(@Ctx() { viewer, reader }: RequestContext): Promise<ViewerType> {
    if (viewer === null) return { name: 'anonymous', scopes: [], apiToken: null };
    const { name, scopes, tokenKey } = viewer;
    return { name, scopes, apiToken: tokenKey === null ? null : await reader.getByKey(API_TOKENS, tokenKey) };
  }

  @Mutation(() => CreateApiTokenPayload, { description: 'Creates a token and shows its secret once. Needs the scope ADMIN.' })
  async createApiToken(
    @Arg('input', () => CreateApiTokenInput, { description: 'The new token.' }) input: CreateApiTokenInput,
    @Ctx() context: RequestContext,
  ): Promise<CreateApiTokenPayload> {
    checkAdmin(context);
    const { id, text } = await createToken(context, input);
    return { secret: text, apiToken: await context.reader.getByKey(API_TOKENS, id) };
  }

  @Mutation(() => RevokeApiTokenPayload, { description: 'Revokes a token immediately and permanently. Needs the scope ADMIN.' })
  async revokeApiToken(
    @Arg('id', () => ID, { description: 'Global id of the token.' }) id: string,
    @Ctx() context: RequestContext,
  ): Promise<RevokeApiTokenPayload> {
    checkAdmin(context);
    const key = parseGlobalId(id, 'ApiToken');
    await revokeApiToken(context.database, key);
    return { apiToken: await context.reader.getByKey(API_TOKENS, key) };
  }
}

/** Fields of tokens and of the current caller. */
export const API_TOKEN_RESOLVERS = [
  ApiTokenResolver,
  RateLimitResolver,
  listQuery(API_TOKENS, 'apiTokens', 'All tokens. Needs the scope ADMIN.', checkAdmin),
];
