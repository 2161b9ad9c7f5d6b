import { createLineAnswers } from '../../../broker/query/line-answers.ts';
import { createRegisterCommands } from '../../../broker/register/register-commands.ts';
import type { Resources } from '../../support/resources.ts';
import { admit, openRig, rules } from '../fleet/fleet-rig.ts';
import { admin, openQuestions, pagesFor } from './question-rig.ts';

/** A broker that answers about lines, and a machine of school A. */
export async function openRegister(resources: Resources) {
  const rig = await openRig(resources);
  await admit(rig, 1, { schoolCode: 'A' });
  const { dispatch } = openQuestions(rig, {
    ...createLineAnswers({ ...rig, rules }),
    ...createRegisterCommands(rig),
  });
  const set = async (params: object, actor = admin) => {
    const [page] = await pagesFor(dispatch, actor, 'lineSet', params);
    return page?.line;
  };
  const list = async (params: object = {}) =>
    (await pagesFor(dispatch, admin, 'lineList', params)).flatMap(({ lines }) => lines);
  return { ...rig, dispatch, set, list };
}

/** Of school A, not yet entered. */
export const declaredLine = {
  lineId: 'A-1',
  schoolCode: 'A',
  isp: 'VNPT Quảng Ngãi',
  medium: 'fibre',
  downMbps: 200,
};
