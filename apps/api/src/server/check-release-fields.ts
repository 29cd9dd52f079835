import { AppError } from '@lamina/errors';
import { type DocumentNode, type GraphQLSchema, OperationTypeNode, TypeInfo, visit, visitWithTypeInfo } from 'graphql';

/** Fields that are computed from all current data. */
const PRESENT_ONLY: ReadonlySet<string> = new Set([
  'Query.leaderboard',
  'Query.compareModels',
  'Query.board',
  'Model.answer',
  'Model.removableAt',
  'Model.removableUpTo',
  'Model.strategyComparison',
  'Efficiency.comparedWithDense',
]);

/**
 * Refuses fields that cannot be answered as of a release, because the reply would mix data of the release with current data. @throws AppError
 * BAD_USER_INPUT naming the field.
 */
export function checkReleaseFields(schema: GraphQLSchema, document: DocumentNode): void {
  const types = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(types, {
      OperationDefinition({ operation }) {
        if (operation === OperationTypeNode.MUTATION) refuse('A mutation changes the present');
      },
      Field({ name }) {
        const coordinate = `${types.getParentType()?.name}.${name.value}`;
        if (PRESENT_ONLY.has(coordinate)) refuse(`${coordinate} is computed from current data`);
      },
    }),
  );
}

function refuse(reason: string): never {
  throw new AppError('BAD_USER_INPUT', `${reason}. Leave the header Lamina-Release out, or read the lists.`);
}
