//! Whether everybody can use the page, as far as a program can tell.

use std::sync::LazyLock;
use std::{env, fs};

use super::Browser;
use crate::look::{Look, Size, Theme};
use anyhow::{Context, Result, ensure};

/// axe-core, as `cargo xtask test` installs it.
static AXE: LazyLock<Option<String>> =
    LazyLock::new(|| fs::read_to_string(env::var_os("COBRO_AXE")?).ok());

/// Asks axe-core for what is wrong. Frames are other people's pages.
const ASK_AXE: &str = "const tell = arguments[arguments.length - 1];
const options = {
  iframes: false,
  resultTypes: ['violations'],
  rules: { 'target-size': { enabled: true } },
};
axe.run(document, options).then((found) => tell(found.violations.flatMap((rule) =>
  rule.nodes.map((node) => `${rule.id} (${rule.help}): ${node.html.slice(0, 200)} ${node.any
    .concat(node.all, node.none).map((check) => check.message).join('; ')}`))),
  (error) => tell([`axe-core failed: ${error}`]));";

/// What axe-core does not see.
const ASK_HOUSE: &str = "const wrong = [];
const shown = (selector) => [...document.querySelectorAll(selector)]
  .filter((each) => each.checkVisibility({ visibilityProperty: true }));
const open = document.querySelector('dialog[open]');
const count = (selector) => shown(selector).length;
if (count('main') !== 1) wrong.push('there is not one main landmark');
if (count('header.header, body > header') !== 1) wrong.push('there is not one header');
if (count('h1') !== 1) wrong.push(`there are ${count('h1')} titles`);
if (document.querySelectorAll('body [role=status][aria-live]').length > 1)
  wrong.push('there is more than one live region');
for (const each of document.querySelectorAll('[aria-describedby], [aria-labelledby]'))
  for (const name of ['aria-describedby', 'aria-labelledby'])
    for (const id of (each.getAttribute(name) ?? '').split(' ').filter(Boolean))
      if (!document.getElementById(id)) wrong.push(`${name} leads to no ${id}`);
for (const each of shown('[aria-invalid]')) {
  const note = document.getElementById(each.getAttribute('aria-describedby'));
  if (!note?.textContent.trim()) wrong.push(`${each.id} does not say what is wrong`);
}
for (const each of shown('.spinner')) {
  const words = each.parentElement.textContent.trim() || each.closest('section, .notice')?.textContent;
  if (!words?.trim()) wrong.push('a spinner turns without words');
}
if (document.activeElement !== document.body && open && !open.contains(document.activeElement))
  wrong.push('the focus is behind the dialog');
for (const each of document.getAnimations())
  if (each.playState === 'running') wrong.push('something moves, though less motion is preferred');
return wrong;";

/// What is lost where the device forces its own colours on the page: edges, marks of what is chosen,
/// and rings around what has the focus, which goes back to where it was.
const ASK_FORCED: &str = "const wrong = [];
if (!matchMedia('(forced-colors: active)').matches) wrong.push('no colours are forced');
const name = (each) => each.outerHTML.slice(0, 200);
const shown = (selector) => [...(document.querySelector('dialog[open]') ?? document)
  .querySelectorAll(selector)].filter((each) => each.checkVisibility());
const edges = '.button, .notice, .toast, .surface, .field-control, .chip';
for (const each of [...shown(edges), ...document.querySelectorAll('dialog[open]')]) {
  const { borderTopWidth, borderTopStyle, borderTopColor, backgroundColor } = getComputedStyle(each);
  if (parseFloat(borderTopWidth) < 1 || borderTopStyle === 'none' || /^rgba.* 0.$/.test(borderTopColor)
    || borderTopColor === backgroundColor) wrong.push(`this has no edge: ${name(each)}`);
}
for (const each of shown('input[type=radio], input[type=checkbox]'))
  if (getComputedStyle(each).appearance === 'none') wrong.push(`this has no mark: ${name(each)}`);
const ringed = (each) => {
  const { outlineStyle, outlineWidth } = getComputedStyle(each);
  return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
};
for (const each of shown('[aria-pressed=true]'))
  if (!ringed(each)) wrong.push(`this does not look pressed: ${name(each)}`);
const before = document.activeElement;
for (const each of shown('a[href], button, input, select, summary')) {
  each.focus({ focusVisible: true, preventScroll: true });
  const rings = [each, each.closest('label')].some((one) => one && ringed(one));
  if (document.activeElement === each && !rings) wrong.push(`this has no ring: ${name(each)}`);
}
before?.focus({ preventScroll: true });
return wrong;";

/// What sticks out of the window on the right.
const ASK_WIDTH: &str = "const edge = document.documentElement.clientWidth;
if (document.documentElement.scrollWidth <= edge) return [];
return [...document.querySelectorAll('body *')]
  .filter((each) => each.checkVisibility() && each.getBoundingClientRect().right > edge + 1)
  .slice(-3)
  .map((each) => `at ${edge} px wide, this sticks out: ${each.outerHTML.slice(0, 200)}`);";

/// What is left of a screen of 1280 × 1000 px at 200 and at 400 %.
const ZOOMED: [Size; 2] = [
    Size {
        width: 640,
        height: 500,
    },
    Size {
        width: 320,
        height: 250,
    },
];

impl Browser {
    /// Fails if something keeps people from using the page as it is now: by the rules of axe-core,
    /// in light and in dark; by ours; where it is zoomed; and where colours are forced.
    ///
    /// # Errors
    /// With all that was found; or when axe-core is not there.
    pub async fn is_for_everyone(&self, place: &str) -> Result<()> {
        let axe = AXE.as_ref().context(
            "COBRO_AXE must name the file axe.min.js: `cargo xtask test --only e2e` gets it",
        )?;
        let mut wrong = Vec::new();
        for theme in Theme::ALL {
            let scheme = theme.name();
            self.wear(Look { theme, ..self.look }).await?;
            self.web().execute(axe.as_str(), vec![]).await?;
            let found = self.web().execute_async(ASK_AXE, vec![]).await?;
            let found: Vec<String> = found.convert()?;
            wrong.extend(found.into_iter().map(|one| format!("{scheme}: {one}")));
        }
        wrong.extend(self.complaints(ASK_HOUSE).await?);
        wrong.extend(self.complaints(ASK_WIDTH).await?);
        for size in ZOOMED {
            self.wear(Look { size, ..self.look }).await?;
            wrong.extend(self.complaints(ASK_WIDTH).await?);
        }
        self.force_colors(self.look.theme).await?;
        let lost = self.complaints(ASK_FORCED).await?;
        wrong.extend(lost.into_iter().map(|one| format!("forced colours: {one}")));
        self.wear(self.look).await?;
        ensure!(wrong.is_empty(), "{place}:\n{}", wrong.join("\n"));
        Ok(())
    }

    async fn complaints(&self, script: &str) -> Result<Vec<String>> {
        Ok(self.web().execute(script, vec![]).await?.convert()?)
    }
}
