"""Why a playbook is refused: each reason in both languages, with what to do."""

REASONS: dict[str, tuple[str, str]] = {
    # Files
    "file.missing": ("没有这个文件。现有的方案：{names}", "there is no such file. There are: {names}"),
    "file.encoding": ("文件不是 UTF-8 编码，请另存为 UTF-8", "the file is not UTF-8. Save it as UTF-8"),
    "file.toml": (
        "写法不对，看看引号、括号和等号（{detail}）",
        "this is not TOML, look at quotes, brackets and equal signs ({detail})",
    ),
    "extends.unknown": (
        "找不到它所依据的 {name}。可以依据：{names}",
        "there is no {name} to build on. There are: {names}",
    ),
    "extends.circle": (
        "{name} 又依据回自己，请改掉一个",
        "{name} builds on itself in a circle. Change one of them",
    ),
    # Keys and types
    "key.unknown": ("没有 {key} 这一项{guess}", "there is no key {key} here{guess}"),
    "key.missing": ("缺 {key}，请补上", "{key} is missing. Add it"),
    "key.twice": ("{key} 写了两次，留一个", "{key} is there twice. Keep one"),
    "value.type": ("这里要写{wanted}，现在是 {found}", "this must be {wanted}, not {found}"),
    "value.choice": (
        "{found} 不行，只能是：{choices}{guess}",
        "{found} is not possible. Choose from: {choices}{guess}",
    ),
    "value.range": (
        "{found} 超出范围，要在 {least} 到 {most} 之间",
        "{found} is out of range: {least} to {most}",
    ),
    "value.form": ("{found} 不对，要写{wanted}", "{found} will not do: it must be {wanted}"),
    "name.language": (
        "缺{language}（{key}），中英文都要写",
        "the {language} ({key}) is missing. Give both languages",
    ),
    "min_max": ("下限 {min} 比上限 {max} 大", "the least ({min}) is more than the most ({max})"),
    # City and levels
    "city.code": (
        "{code} 不是区划代码，要写 4、6 或 12 位数字",
        "{code} is no division code. Give its 4, 6 or 12 digits",
    ),
    "city.level": (
        "{code} 要是一个市、县或区的代码",
        "{code} must be the code of a city, county or district",
    ),
    "level.none": ("一个层级也没有，至少写一个 [[level]]", "there is no level. Write at least one [[level]]"),
    "level.reserved": (
        "{key} 是法定层级的名字，换一个",
        "{key} is the name of a statutory level. Take another",
    ),
    "level.under": (
        "没有 {key} 这个上级{guess}。上级要写在它前面，可以是：{choices}",
        "there is no level {key} to stand under{guess}. It must be written above this one: {choices}",
    ),
    "level.digits": (
        "{one} 和 {other} 都在 {parent} 下面，位数却不同（{one_digits}、{other_digits}），"
        "编号会混在一起。改成一样",
        "{one} and {other} both stand under {parent} with different digits ({one_digits}, {other_digits}), "
        "so their codes would run into each other. Make them the same",
    ),
    "level.long": (
        "到 {key} 这一层代码有 {length} 位，最多 {most} 位。把上面几层的位数减少",
        "a code at {key} has {length} digits, at most {most} fit. Give the levels above fewer digits",
    ),
    "level.no_place": (
        "没有一层能放住户。给最低的一层写上 place = true",
        "households can stand nowhere. Write place = true on the lowest level",
    ),
    # Roles and duty
    "role.unknown": ("没有 {role} 这个岗位角色{guess}", "there is no role {role} in the catalogue{guess}"),
    "level.unknown": ("没有 {level} 这个层级{guess}", "there is no level {level}{guess}"),
    "target.unknown": (
        "没有 {target} 这样的对象{guess}。可以是：{choices}",
        "nothing is called {target}{guess}. It can be: {choices}",
    ),
    "pattern.no_slots": ("一个位置也没有，写上谁来负责", "there are no slots. Say who answers for it"),
    "slot.twice": (
        "有两个位置都叫 {slot}，给其中一个写上 key",
        "two slots are called {slot}. Give one of them a key",
    ),
    "slot.no_role": ("要写 role：谁来担任", "a person's slot needs a role: who fills it"),
    "slot.of": (
        '没有叫 {of} 的单位位置（who = "organisation"）{guess}',
        'there is no slot {of} with who = "organisation" in this pattern{guess}',
    ),
    "pattern.too_few": (
        "要全天守，每周 168 小时，但最多 {most} 人、每人每周 {hours} 小时，永远排不满。加人，或去掉全天",
        "it runs around the clock (168 hours a week), but at most {most} people of {hours} hours each can "
        "never fill it. Allow more people, or not around the clock",
    ),
    "post.too_long": (
        "一班 {hours} 小时，加上休息 {rest} 小时，一天放不下",
        "a shift of {hours} hours and a rest of {rest} do not fit into a day",
    ),
    "limits.days": (
        "提醒的天数 {warn} 要小于停止的天数 {stop}",
        "the warning ({warn}) must come before the stop ({stop})",
    ),
    # Gates, care, zones
    "pass.hours": (
        "一次最多 {hours} 小时，比两次之间的 {days} 天还长",
        "one exit may last {hours} hours, longer than the {days} days until the next",
    ),
    "item.amount": ("times 和 amount 只写一个", "give times or amount, one of the two"),
    "item.currency": ("写了 amount 就要写 currency", "an amount needs a currency"),
    "steps.order": ("各步的 at 要从小到大", "the steps must rise: {at} does not come after {before}"),
    # Plan, report, briefing
    "tier.unknown": ("没有 {tier} 这一级{guess}", "there is no tier {tier}{guess}"),
    "post.unknown": ("没有 {post} 这个岗位{guess}", "there is no post {post}{guess}"),
    "cut_off.order": (
        "{upper}在{lower}之前就要报，{lower}的数还没到",
        "the {upper} is due before the {lower}, whose figures it adds up",
    ),
    "by_hand.many": (
        "手填的有 {n} 项，最多 {most} 项：能从台账算出来的，不要人来填",
        "{n} numbers to fill in by hand, at most {most}: nobody types what the records can count",
    ),
    "briefing.placeholder": (
        "{placeholder} 不对，要写成 {{households.lived_in}} 或 {{households.lived_in|万}}",
        "{placeholder} will not do. Write {{households.lived_in}} or {{households.lived_in|万}}",
    ),
    "briefing.differ": (
        "中英文用的数不一样：{measures}",
        "the two languages use different figures: {measures}",
    ),
    # Editions of the policy
    "edition.ends": (
        "最后一天 {until_on} 比开始的 {from_on} 早",
        "its last day ({until_on}) comes before its first ({from_on})",
    ),
    "phase.empty": (
        "既没有天数也没有检测，这一段没有内容，删掉或补上",
        "it has neither days nor tests. Give it some, or remove it",
    ),
    "phase.test_late": (
        "第 {day} 天的检测超出了这一段的 {days} 天",
        "the test of day {day} comes after the {days} days of this phase",
    ),
    "phase.test_order": ("检测日要从小到大，不能重复", "the days of tests must rise, each once"),
    "phase.too_many_tests": (
        "{days} 天里间隔 {hours} 小时，做不了 {n} 次检测",
        "{n} tests {hours} hours apart do not fit into {days} days",
    ),
    "category.infected": (
        "{measure} 是给感染者的，这一类要写 infected = true",
        "{measure} is for infected people. Write infected = true on the category",
    ),
    "category.exposed": (
        "{measure} 不是给感染者的，感染者用 home_isolation 或 facility_isolation",
        "{measure} is not for infected people. They get home_isolation or facility_isolation",
    ),
    "category.heavier": (
        "{measure} 比 {than} 轻，住处不合适时只能改成更重的",
        "{measure} is lighter than {than}; where the home is unsuitable it can only be heavier",
    ),
    "category.release_tests": (
        "解除要 {n} 次检测，但只安排了 {planned} 次",
        "{n} tests are needed for release, but {planned} are planned",
    ),
    "zone.down_to": (
        "没有 {zone} 这种区域{guess}，要写本版里有的、另一种区域",
        "there is no other kind of zone {zone} here{guess}",
    ),
    "zone.review": (
        "每 {review} 天复核一次，比最长的 {days} 天还长",
        "it is reviewed each {review} days, longer than the {days} days it may last",
    ),
    "prohibition.number": ("编号 {number} 用了两次", "the number {number} is used twice"),
    "local.approver": (
        "本地加的规定要写明是谁批准的（approved_by），没有就不算",
        "a local rule needs the name of who approved it (approved_by); without it there is none",
    ),
    "local.basis": (
        "本地加的规定要写明依据（basis），没有就不算",
        "a local rule needs its basis; without it there is none",
    ),
}
