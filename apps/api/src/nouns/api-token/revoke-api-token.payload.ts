import { Field, ObjectType } from 'type-graphql';
import { ApiToken } from './api-token.type.ts';

/** What revokeApiToken answers. */
@ObjectType({ simpleResolvers: true, description: 'The token as it stands after it was revoked.' })
export class RevokeApiTokenPayload {
  @Field(() => ApiToken, { description: 'The token.' })
  readonly apiToken!: ApiToken;
}
