/* SPDX-License-Identifier: ISC
 * Words for things to collect, places, goals, and what stands before a noun. The format stands in lexicon.js. */
Lexicon.load([
	"falling star,shooting star|流れ星,流星|i|star", "star|星,ほし|i|star", "crystal|水晶,結晶,クリスタル|i|crystal", "gem,jewel,diamond,ruby,emerald|宝石,ジュエル,ダイヤ,ルビー|i|gem",
	"flower,rose,blossom,petal,herb|花,バラ,花びら,薬草|i|flower", "coin,gold,money|コイン,金貨,お金,小判|i|coin", "treasure|宝物,お宝,財宝,宝|i|chest", "book,page,tome|本,書物,ページ|i|book",
	"scroll,map|巻物,地図|i|scroll", "fish,salmon,tuna|魚,さかな,サケ|i|fish", "lantern,lamp|ランタン,提灯,灯籠|i|lantern", "firefly|ホタル,ほたる,蛍|i|firefly",
	"mushroom|キノコ,きのこ,茸|i|mushroom", "apple,fruit,berry,cherry,orange,peach|リンゴ,りんご,果物,果実,木の実,桃,いちご|i|fruit", "key|鍵,カギ|i|key", "feather|羽,羽根|i|feather",
	"heart|ハート,心|i|heart", "egg|卵,たまご|i|egg", "shell,pearl,seashell|貝殻,貝,真珠|i|shell", "note,music,song,melody|音符,音楽,歌,メロディ|i|note", "leaf,tea leaf|葉,葉っぱ,落ち葉,茶葉|i|leaf",
	"cake,bread,cookie,sweet,candy,pastry|ケーキ,パン,お菓子,クッキー,飴|i|cake", "sushi,rice ball,food,ramen|寿司,おにぎり,食べ物,ラーメン|i|food", "potion,bottle,elixir|薬,瓶,ポーション|i|potion",
	"letter,mail,parcel,package|手紙,郵便,荷物,小包|i|letter", "gear,cog,bolt,scrap,part|歯車,部品,ネジ|i|gear", "water drop,water|水,しずく,雫,水滴|i|drop", "seed,acorn,nut|種,どんぐり,ドングリ|i|seed",
	"honey|蜂蜜,はちみつ,ハチミツ|i|honey", "moon,moon shard|月,月のかけら|i|moon", "snowflake|雪の結晶|i|snowflake", "crown|王冠,冠|i|crown", "ring|指輪|i|ring", "shard,fragment,piece|かけら,欠片,破片|i|crystal",
	"battery,energy,fuel,power cell|電池,バッテリー,エネルギー,燃料|i|battery", "memory,dream|記憶,思い出,夢|i|orb", "orb,light,spark|光,宝珠,オーブ,輝き|i|orb", "relic,artifact,idol|遺物,秘宝|i|idol", "butterfly|蝶,チョウ,ちょうちょ|i|butterfly",
	"sheep,lamb,cow,pig|羊,ヒツジ,牛,豚|i|sheep", "carrot,vegetable,pumpkin,tomato|ニンジン,野菜,かぼちゃ,トマト|i|carrot", "data,chip,disk|データ,チップ|i|chip", "flag|旗|i|flag", "bone|骨|i|bone", "bell|鐘,鈴|i|bell", "balloon|風船|i|balloon",
	"cliff,coast,lighthouse,shore|崖,断崖,海岸,灯台|pg|cliff", "mountain,peak,hill,valley|山,山頂,丘,谷|pg|cliff", "forest,woods,jungle,wood,grove|森,森林,ジャングル,林|p|forest", "city,town,street,rooftop,metropolis|街,都市,町,都会,屋上,東京|p|city",
	"cave,cavern,mine,tunnel,dungeon,underground|洞窟,洞穴,鉱山,地下,ダンジョン,迷宮|p|cave", "ruins,ruin,temple,tomb,pyramid|遺跡,廃墟,神殿,墓,ピラミッド|pg|ruins", "sea,ocean,reef,lagoon,underwater|海,珊瑚礁,深海|p|sea", "undersea|海底|pm|sea", "lake,river,pond|湖,川,池|p|sea",
	"snow,tundra,glacier,arctic,ice field,mountain pass|雪原,雪山,氷河,北極,雪国,雪|p|snow", "desert,dune,wasteland|砂漠,砂丘,荒野|p|desert", "space,galaxy,space station,asteroid,planet|宇宙,銀河,宇宙船,惑星|p|space",
	"library,archive,bookshop,school|図書館,書庫,本屋,学校|pg|library", "garden,park,farm,field,meadow,orchard|庭園,庭,公園,農場,畑,草原,牧場|p|garden", "castle,palace,fortress,tower|城,宮殿,要塞,塔|pg|castle", "swamp,marsh,bog|沼,湿地|p|swamp",
	"volcano,lava,hell|火山,溶岩,地獄|p|volcano", "sky,floating island,heaven|空,天空,浮島|p|sky", "beach,island,harbour,harbor|浜辺,砂浜,島,港,孤島|pg|beach", "village,hamlet|村,里|pg|village", "shrine|神社,お寺,寺|pg|shrine", "graveyard,cemetery|墓地|p|graveyard",
	"factory,laboratory,lab|工場,研究所,実験室|p|lab", "kitchen,restaurant,bakery|台所,厨房,レストラン|p|kitchen", "house,home,mansion,hotel|家,屋敷,館,ホテル|pg|castle", "bamboo forest|竹林|p|forest", "night market,market|夜市,市場,お祭り|p|village",
	"museum|博物館,美術館|pg|library", "prison|牢獄,監獄|p|castle", "sewer|下水道|p|cave", "moon base|月面基地|p|space", "world,land,kingdom|世界,王国,国|p|garden",
	"door,gate,exit,portal|扉,門,出口,ゲート|g|gate", "boat,raft|船,舟|g|ship", "rocket,spaceship|ロケット|g|ship", "tree,world tree|木,大樹,世界樹|g|tree", "altar|祭壇|g|altar", "bridge|橋|g|gate", "dawn,sunrise,morning|夜明け,朝|gm|gate", "nest|巣|g|tree", "campfire|焚き火|g|lantern",
	"little,small,tiny,young|小さな|m|", "old,ancient|古い|m|", "lost|失われた|m|", "brave|勇敢な|m|", "golden|黄金の|m|", "magic,magical,enchanted|魔法の|m|", "dark,shadowy|暗い|m|", "frozen,icy,ice|氷の|m|", "burning,fiery,fire|炎の|m|", "glowing,shining,bright|光る|m|",
	"wild|野生の|m|", "haunted|呪われた|m|", "forgotten|忘れられた|m|", "abandoned|見捨てられた|m|", "evil|邪悪な|m|", "giant,huge,big,large|巨大な|m|", "flying|空飛ぶ|m|", "sleepy|眠たい|m|", "hungry|腹ぺこの|m|", "angry|怒った|m|", "crazy|おかしな|m|",
	"red|赤い|m|", "blue|青い|m|", "green|緑の|m|", "white|白い|m|", "black|黒い|m|", "silver|銀の|m|", "purple|紫の|m|", "pink|桃色の|m|", "yellow|黄色い|m|", "rainbow|虹色の|m|", "stolen|盗まれた|m|", "sunken|沈んだ|m|", "secret|秘密の|m|", "floating|浮かぶ|m|",
	"rusty|錆びた|m|", "lonely|ひとりぼっちの|m|", "space cat|宇宙猫|h|cat", "wandering|さまよう|m|", "ghostly|幽霊の|m|", "royal|王家の|m|", "sacred,holy|聖なる|m|", "mysterious|不思議な,謎の|m|", "poison,poisonous|毒|m|", "wind|風|m|", "thunder,lightning|雷|m|", "sand|砂|m|", "night|夜|m|", "clockwork,mechanical|からくり|m|", "rival,hostile|敵の|m|", "deep|深い|m|", "busy|にぎやかな|m|", "quiet|静かな|m|"
]);
