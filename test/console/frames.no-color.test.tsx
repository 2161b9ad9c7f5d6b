import process from 'node:process';
import { testFrames } from './frame-goldens.tsx';

process.env.FORCE_COLOR = '0';
const [{ renderToString }, { FrameView }] = await Promise.all([
  import('ink'),
  import('../../console/components/FrameView.tsx'),
]);

testFrames('no-color', { renderToString, FrameView });
