import process from 'node:process';
import { testFrames } from './frame-goldens.tsx';

process.env.FORCE_COLOR = '1';
const [{ renderToString }, { FrameView }] = await Promise.all([
  import('ink'),
  import('../../console/components/FrameView.tsx'),
]);

testFrames('color', { renderToString, FrameView });
