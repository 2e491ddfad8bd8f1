import type { Handlers } from '../../openapi/serve/handler.ts';
import { deleteSet, listSets, scaleSet, showSet } from './change-set.ts';
import { createSet } from './create-set.ts';
import type { SetDeps } from './create-set.ts';

export const setHandlers = (deps: SetDeps) =>
  ({
    listSets: listSets(deps),
    createSet: createSet(deps),
    getSet: showSet(deps),
    scaleSet: scaleSet(deps),
    deleteSet: deleteSet(deps),
  }) satisfies Partial<Handlers<'sampan'>>;
