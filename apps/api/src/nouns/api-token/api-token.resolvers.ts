import { revokeApiToken } from '@lamina/database';
import { Arg, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import { checkAdmin } from '../../access/check-scope.ts';
import type { RequestContext } from '../../access/request-context.ts';
import { parseGlobalId } from '../../data/global-id.ts';
import { listQuery } from '../../data/relations.ts';
import { field, outputType } from '../../paging/field.ts';
import { API_TOKENS } from './api-token.list.ts';
import { CreateApiTokenInput, createToken } from './api-token.service.ts';
import { ApiToken, ViewerType } from './api-token.type.ts';
import { RateLimitResolver } from './rate-limit.resolver.ts';

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
