"""Invents the sales of a demo company: always the same for the same day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random

HEADER = (
    "订单编号", "行号", "店铺编码", "店铺", "渠道编码", "渠道", "渠道类型", "订单状态", "下单时间",
    "付款时间", "发货时间", "签收时间", "买家编码", "买家", "商品编码", "商品名称", "类目",
    "供应商编码", "供应商", "数量", "金额", "运费", "商家优惠", "平台优惠", "协议成本", "支付方式",
    "实付金额",
)  # fmt: skip
DAYS = 125
STORES = (
    ("tmall-yunshan", "云杉家居旗舰店", "tmall", "天猫", "B2C"),
    ("jd-yunshan", "云杉京东自营店", "jd", "京东", "B2C"),
    ("wx-yunshan", "云杉微信商城", "wechat", "微信商城", "微信商城"),
    ("tb-alan", "阿兰的小店", "taobao", "淘宝", "C2C"),
)
PLACES = ("杭州", "义乌", "佛山", "景德镇", "南通", "苏州", "宁波", "泉州", "东莞", "台州")
TRADES = {
    "家居日用": (
        "日用品厂",
        ("不锈钢保温杯", "密封收纳盒", "棉麻抱枕", "香薰蜡烛", "折叠晾衣架", "竹制砧板"),
    ),
    "床品家纺": (
        "家纺有限公司",
        ("纯棉四件套", "羽绒春秋被", "乳胶记忆枕", "法兰绒毛毯", "竹纤维毛巾"),
    ),
    "厨房电器": (
        "电器有限公司",
        ("多功能料理机", "电热水壶", "空气炸锅", "迷你电饭煲", "手持打蛋器"),
    ),
    "陶瓷餐具": (
        "陶瓷坊",
        ("青花盖碗", "釉下彩餐盘", "日式拉面碗", "白瓷茶具套装", "骨瓷咖啡杯"),
    ),
    "户外园艺": (
        "户外用品厂",
        ("便携露营椅", "加厚野餐垫", "自动收缩水管", "多肉花盆", "太阳能庭院灯"),
    ),
}
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡林郭何高罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰婷雪梅"
TENDERS = ("微信", "支付宝", "支付宝", "银行卡")


def products() -> list[tuple[str, str, str, str, str, int]]:
    """Return code, title, category, supplier's code and name, and the price in 分 of each."""
    found = []
    for number, (category, (trade, titles)) in enumerate(TRADES.items(), start=1):
        for at, title in enumerate(titles):
            place = PLACES[(number * 3 + at) % len(PLACES)]
            supplier = number * 10 + at % 4
            found.append(
                (
                    f"SP{number}{at:02}",
                    title,
                    category,
                    f"GYS{supplier:03}",
                    f"{place}{'云锦禾泰'[at % 4]}{trade}",
                    2_900 + 1_370 * number + 2_110 * at,
                )
            )
    return found


def rows(count: int, today: date) -> Iterator[tuple[object, ...]]:
    """Invent orders of the last four months, one row for each of their lines."""
    chance = Random(f"{today.isoformat()} {count}")
    goods = products()
    people = [
        (f"KH{number:05}", chance.choice(SURNAMES) + "".join(chance.sample(GIVEN, 2)))
        for number in range(1, max(count // 3, 1) + 1)
    ]
    for number in range(1, count + 1):
        yield from _order(chance, number, count, today, goods, people)


def _order(
    chance: Random,
    number: int,
    count: int,
    today: date,
    goods: list[tuple[str, str, str, str, str, int]],
    people: list[tuple[str, str]],
) -> Iterator[tuple[object, ...]]:
    day = today - timedelta(days=DAYS - DAYS * number // count)
    placed = datetime.combine(day, time(8)) + timedelta(minutes=chance.randrange(15 * 60))
    age = (today - day).days
    state, moments = _progress(chance, placed, age)
    store, buyer = chance.choice(STORES), chance.choice(people)
    lines = []
    for position, one in enumerate(chance.sample(goods, chance.choice((1, 1, 1, 2, 3))), start=1):
        quantity = chance.choice((1, 1, 1, 2, 3))
        price = one[5] * quantity
        freight = chance.choice((0, 0, 600, 1_000)) if position == 1 else 0
        seller = price // 20 if chance.random() < 0.15 else 0
        platform = 500 if chance.random() < 0.1 and price > 5_000 else 0
        lines.append((position, one, quantity, price, freight, seller, platform))
    paid = sum(
        price + freight - seller - platform for *_n, price, freight, seller, platform in lines
    )
    if chance.random() < 0.004:
        paid += 10  # somebody typed the sum by hand
    tender = chance.choice(TENDERS)
    for position, one, quantity, price, freight, seller, platform in lines:
        yield (
            f"YS{day:%y%m%d}{number:05}", position, *store, state, *moments, *buyer, *one[:5],
            quantity, _yuan(price), _yuan(freight), _yuan(seller), _yuan(platform),
            _yuan(one[5] * 7 // 10), tender, _yuan(paid if moments[1] else 0),
        )  # fmt: skip


def _progress(chance: Random, placed: datetime, age: int) -> tuple[str, tuple[str, str, str, str]]:
    paid = placed + timedelta(minutes=chance.randrange(1, 40))
    shipped = paid + timedelta(hours=chance.randrange(4, 40))
    signed = shipped + timedelta(hours=chance.randrange(30, 110))
    fate = chance.random()
    if fate < 0.04:
        return "已取消", (str(placed), "", "", "")
    if age < 1:
        return "待付款", (str(placed), "", "", "")
    if age < 3:
        return "已付款", (str(placed), str(paid), "", "")
    if age < 8:
        return "已发货", (str(placed), str(paid), str(shipped), "")
    state = "交易成功" if age > 20 else "已签收"
    return state, (str(placed), str(paid), str(shipped), str(signed))


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02}"
