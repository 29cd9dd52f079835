import { createApiToken } from '@lamina/database';
import { createRefusal, type Refuse } from '@lamina/errors';
import { GraphQLDateTimeISO } from 'graphql-scalars';
import { ApiTokenScope } from '../../access/api-token-scope.ts';
import type { Stores } from '../../data/stores.ts';
import { field, inputType, nullable } from '../../paging/field.ts';

const refuse: Refuse = createRefusal('The token cannot be made');

@inputType('Input for a new token.')
export class CreateApiTokenInput {
  @field(String, 'Its purpose, 1 to 100 characters.') readonly name!: string;
  @field([ApiTokenScope], 'Scopes: what the holder may do, at least one.') readonly scopes!: readonly ApiTokenScope[];
  @nullable(GraphQLDateTimeISO, 'When it expires; null = valid until it is revoked.') readonly expiresAt?: Date | null;
}

const MAX_NAME_LENGTH = 100;

/** Creates a token and returns its id and its text. @throws AppError BAD_USER_INPUT naming what is wrong. */
export function createToken(
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
